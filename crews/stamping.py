"""What each delivered picture says of itself: its provenance, signed where that can be done."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from studiocrew import __version__
from studiocrew.contracts import Asset
from studiocrew.errors import OperatorError
from studiocrew.settings import Settings
from tools.provenance import signing
from tools.provenance.certificate import configured, self_made
from tools.provenance.files import is_png, with_xmp
from tools.provenance.signing import Signer
from tools.provenance.xmp import packet, record_of


def stamping(settings: Settings, project: str, folder: Path) -> Callable[[Asset, bytes], bytes]:
    """A function that puts an asset's provenance into each of its files; PNGs are signed too.

    What was signed is kept in `folder`/signed and used again, so that a second delivery has the
    same bytes. Raises `OperatorError` for a certificate that cannot be used.
    """
    return partial(_stamped, signer_of(settings, folder / "signed"), project)


def signer_of(settings: Settings, kept: Path) -> Signer | None:
    """Who signs: the certificate that is set, else one made on this machine; None: nobody."""
    chain, key = settings.sign_cert, settings.sign_key
    if settings.sign == "off":
        return None
    if (chain is None) != (key is None):
        raise OperatorError(
            "A certificate and its key go together, and one of the two is not set.",
            where="CREW_SIGN_CERT, CREW_SIGN_KEY",
            mend="Set both, or neither.",
        )
    if not signing.at_hand():
        if chain is None:
            return None
        raise OperatorError(
            "Pictures cannot be signed: c2pa-python is not installed.",
            where="CREW_SIGN_CERT",
            mend="pip install 'studiocrew[provenance]', or unset CREW_SIGN_CERT.",
        )
    if chain is not None and key is not None:
        return Signer(configured(chain, key), kept)
    return Signer(self_made(settings.home / "provenance", datetime.now(UTC)), kept)


def _stamped(signer: Signer | None, project: str, asset: Asset, data: bytes) -> bytes:
    record = record_of(asset, project, __version__, hashlib.sha256(data).hexdigest())
    said = with_xmp(data, packet(record, asset.alt_text))
    return signer.signed(said, record) if signer and is_png(data) else said
