"""Reading a picture's provenance back: what is known, who vouches for it, and if it was changed."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass
from typing import Any, Literal

from tools.provenance import signing
from tools.provenance.files import bare, is_png, xmp_of
from tools.provenance.png import chunks, has_manifest
from tools.provenance.xmp import Record, read_packet

Signature = Literal["none", "valid", "invalid", "unread"]

_UNTRUSTED = "signingCredential.untrusted"
_CHANGED = "assertion.dataHash.mismatch"


@dataclass(frozen=True)
class Report:
    """What a picture says about itself, and how far that holds.

    `changed` is None where nothing says what the picture was. A `signature` is "unread" where
    c2pa-python is missing. `problems` are in the words of C2PA's status codes.
    """

    source_type: str
    record: Record | None
    changed: bool | None
    signature: Signature
    trusted: bool
    signer: str = ""
    signed_source_type: str = ""
    problems: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing speaks against it. Being unsigned or untrusted does not."""
        agreed = not self.signed_source_type or self.source_type in ("", self.signed_source_type)
        return not self.changed and self.signature != "invalid" and agreed


def examine(data: bytes, anchors: str = "") -> Report:
    """Read a PNG, PDF or SVG. `anchors` is a PEM of certificates to trust.

    Raises `CallerError` for any other file, and for one that is damaged beyond reading.
    """
    source_type, record = read_packet(xmp_of(data))
    changed: bool | None = None
    if record is not None and record.sha256:
        changed = hashlib.sha256(bare(data)).hexdigest() != record.sha256
    if not is_png(data):
        return Report(source_type, record, changed, "none", False)
    damaged = (c.kind.decode("latin-1") for c in chunks(data) if not c.sound)
    problems = tuple(f"chunk {name} is damaged" for name in damaged)
    if not has_manifest(data):
        return Report(source_type, record, changed, "none", False, problems=problems)
    if not signing.at_hand():
        return Report(source_type, record, changed, "unread", False, problems=problems)
    return _signed(data, anchors, source_type, record, changed, problems)


def _signed(
    png: bytes,
    anchors: str,
    source_type: str,
    record: Record | None,
    changed: bool | None,
    problems: tuple[str, ...],
) -> Report:
    store = _manifest_store(png, anchors)
    if isinstance(store, str):
        more = (*problems, store)
        return Report(source_type, record, changed, "invalid", False, problems=more)
    codes = [str(status["code"]) for status in store.get("validation_status") or ()]
    wrong = [code for code in codes if code != _UNTRUSTED]
    active: dict[str, Any] = store.get("manifests", {}).get(store.get("active_manifest"), {})
    return Report(
        source_type,
        record,
        changed or _CHANGED in codes if changed is not None else _CHANGED in codes,
        "invalid" if wrong else "valid",
        store.get("validation_state") == "Trusted",
        str(active.get("signature_info", {}).get("issuer", "")),
        _created_as(active),
        (*problems, *wrong),
    )


def _manifest_store(png: bytes, anchors: str) -> dict[str, Any] | str:
    """The manifests as C2PA reads them, or why it cannot. Nothing is fetched."""
    import c2pa

    rules: dict[str, Any] = {
        "verify": {"verify_trust": True, "remote_manifest_fetch": False, "ocsp_fetch": False}
    }
    if anchors:
        rules["trust"] = {"trust_anchors": anchors}
    try:
        with (
            c2pa.Context.from_dict(rules) as context,
            c2pa.Reader(signing.PNG, io.BytesIO(png), context=context) as reader,
        ):
            return json.loads(reader.json())
    except c2pa.C2paError as err:
        return f"the manifest cannot be read: {err}"


def _created_as(active: dict[str, Any]) -> str:
    """The digital source type of the action that created the picture."""
    for assertion in active.get("assertions", ()):
        if str(assertion.get("label", "")).startswith("c2pa.actions"):
            for action in assertion.get("data", {}).get("actions", ()):
                if action.get("action") == "c2pa.created":
                    return str(action.get("digitalSourceType", ""))
    return ""
