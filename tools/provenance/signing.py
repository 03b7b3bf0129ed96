"""C2PA manifests: a PNG signed, last of all, as any later change breaks the signature.

https://spec.c2pa.org. Signing draws random numbers, so two signings of one picture differ; what has
been signed is therefore kept and used again (`Signer`).
"""

from __future__ import annotations

import hashlib
import io
import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from studiocrew.errors import OperatorError, StoreError
from studiocrew.files import as_store_error, write_atomic
from tools.provenance.certificate import Credential
from tools.provenance.xmp import Record

PNG = "image/png"

# A thumbnail would be a third of the file, and the picture is right there.
_RULES: dict[str, Any] = {"builder": {"thumbnail": {"enabled": False}}}


def at_hand() -> bool:
    """Whether pictures can be signed here; the extra `provenance` brings c2pa-python."""
    return find_spec("c2pa") is not None


class Signer:
    """Signs with one credential; `kept` is the folder of what it has signed before."""

    def __init__(self, credential: Credential, kept: Path) -> None:
        self._credential, self._kept = credential, kept

    def signed(self, png: bytes, record: Record) -> bytes:
        """The PNG with its manifest: the same bytes each time, as long as `kept` is there."""
        digest = hashlib.sha256(png + b"\0" + self._credential.chain).hexdigest()
        path = self._kept / f"{digest}.png"
        if path.is_file():
            with as_store_error(path):
                return path.read_bytes()
        made = sign(png, manifest(record), self._credential)
        write_atomic(path, made)
        return made


def manifest(record: Record) -> dict[str, Any]:
    """What is signed: how the picture came about, as C2PA actions."""
    created = {
        "action": "c2pa.created",
        "digitalSourceType": record.source_type,
        "softwareAgent": {"name": "studiocrew", "version": record.studiocrew},
        "description": record.made_by or "made by studiocrew",
    }
    changes = [
        {"action": "c2pa.edited", "description": f"{touch.by}: {touch.what}"}
        for touch in record.making.changes
    ]
    said = {"parts": [p.model_dump(mode="json") for p in record.making.parts]}
    return {
        "claim_generator_info": [{"name": "studiocrew", "version": record.studiocrew}],
        "format": PNG,
        "title": f"{record.asset}.png",
        "assertions": [
            {"label": "c2pa.actions.v2", "data": {"actions": [created, *changes]}},
            {"label": "org.studiocrew.making", "data": {"sha256": record.sha256, **said}},
        ],
    }


def sign(png: bytes, said: dict[str, Any], credential: Credential) -> bytes:
    """The PNG with a signed manifest. `OperatorError` for a certificate C2PA does not accept."""
    import c2pa

    info = c2pa.C2paSignerInfo(
        alg=credential.algorithm.encode(),
        sign_cert=credential.chain,
        private_key=credential.key,
        ta_url=None,  # no time stamp: nothing is asked over the network
    )
    made = io.BytesIO()
    try:
        with (
            c2pa.Context.from_dict(_RULES) as context,
            c2pa.Signer.from_info(info) as signer,
            c2pa.Builder(json.dumps(said), context=context) as builder,
        ):
            builder.sign(signer, PNG, io.BytesIO(png), made)
    except c2pa.C2paError as err:
        raise OperatorError(
            f"The picture could not be signed: {err}.",
            where="CREW_SIGN_CERT",
            mend="Use a certificate for C2PA claim signing, or unset it for a self-made one.",
        ) from None
    if not made.getvalue():
        raise StoreError("The picture could not be signed.", where=PNG, mend="Free some memory.")
    return made.getvalue()
