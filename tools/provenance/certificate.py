"""The key that signs: one the user has, or a self-made one that nobody trusts, and says so.

C2PA wants an end-entity certificate that something else has signed, so a self-made one comes with
a root of its own (https://spec.c2pa.org, "Certificate Profile").
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from studiocrew.errors import OperatorError
from studiocrew.files import as_store_error, write_atomic

if TYPE_CHECKING:
    from cryptography import x509

NAME = "studiocrew, self-made, untrusted"
_YEARS = 10


@dataclass(frozen=True)
class Credential:
    """A certificate chain (leaf first) and the leaf's key, both PEM."""

    chain: bytes
    key: bytes = field(repr=False)
    algorithm: str = "es256"


def configured(chain: Path, key: Path) -> Credential:
    """The user's own. `OperatorError` for files that cannot be read or do not fit together."""
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization

    try:
        credential = Credential(chain.read_bytes(), key.read_bytes())
        leaf = x509.load_pem_x509_certificate(credential.chain)
        private = serialization.load_pem_private_key(credential.key, None)
    except (OSError, ValueError, TypeError) as err:
        raise _unusable(chain, str(err)) from None
    if leaf.public_key() != private.public_key():
        raise _unusable(chain, "the key does not belong to the first certificate")
    return Credential(credential.chain, credential.key, _algorithm(private, chain))


def self_made(folder: Path, now: datetime) -> Credential:
    """The one made on this machine, kept in `folder`; made at first."""
    chain, key = folder / "signer.pem", folder / "signer.key"
    if not (chain.is_file() and key.is_file()):
        made = _make(now)
        _write_private(key, made.key)
        write_atomic(chain, made.chain)
    with as_store_error(folder):
        return Credential(chain.read_bytes(), key.read_bytes())


def _write_private(path: Path, data: bytes) -> None:
    """Written whole under another name first; from its first byte on only its owner may read it."""
    with as_store_error(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f".new-{secrets.token_hex(8)}")
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        new.replace(path)


def _make(now: datetime) -> Credential:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    start, end = now - timedelta(days=1), now + timedelta(days=365 * _YEARS)

    def name(common: str) -> x509.Name:
        given = ((NameOID.ORGANIZATION_NAME, NAME), (NameOID.COMMON_NAME, common))
        return x509.Name([x509.NameAttribute(oid, text) for oid, text in given])

    def certificate(subject: str, owner: ec.EllipticCurvePrivateKey, *, root: bool) -> bytes:
        builder = (
            x509.CertificateBuilder()
            .subject_name(name(subject))
            .issuer_name(name("root"))
            .public_key(owner.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(start.astimezone(UTC))
            .not_valid_after(end.astimezone(UTC))
            .add_extension(x509.BasicConstraints(ca=root, path_length=0 if root else None), True)
            .add_extension(_usage(root=root), True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(owner.public_key()), False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), False
            )
        )
        if not root:
            usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
            builder = builder.add_extension(usage, False)
        made = builder.sign(root_key, hashes.SHA256())
        return made.public_bytes(serialization.Encoding.PEM)

    chain = certificate("signer", key, root=False) + certificate("root", root_key, root=True)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return Credential(chain, private)


def _usage(*, root: bool) -> x509.KeyUsage:
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=not root,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=root,
        crl_sign=root,
        encipher_only=False,
        decipher_only=False,
    )


def _algorithm(private: object, where: Path) -> str:
    """C2PA's name for what the key signs with."""
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

    match private:
        case ec.EllipticCurvePrivateKey():
            curves = {"secp256r1": "es256", "secp384r1": "es384", "secp521r1": "es512"}
            if private.curve.name in curves:
                return curves[private.curve.name]
        case ed25519.Ed25519PrivateKey():
            return "ed25519"
        case rsa.RSAPrivateKey():
            return "ps256"
        case _:
            pass
    raise _unusable(where, "C2PA signs with P-256, P-384, P-521, Ed25519 or RSA keys")


def _unusable(where: Path, why: str) -> OperatorError:
    return OperatorError(
        f"The certificate cannot sign pictures: {why}.",
        where=str(where),
        mend="Point CREW_SIGN_CERT at a PEM chain, leaf first, and CREW_SIGN_KEY at its PEM key.",
    )
