"""Provenance goes into a PNG without touching its pixels, and comes out as it went in."""

from __future__ import annotations

import contextlib
import hashlib
import io
import struct
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from studiocrew.contracts import Making, Part, Touch
from studiocrew.errors import CallerError, OperatorError
from tools.provenance import certificate, files, png, signing, source_types
from tools.provenance.source_types import source_type
from tools.provenance.verify import examine
from tools.provenance.xmp import NAMESPACE, Record, packet, read_packet

NOW = datetime.now(UTC)  # a certificate is judged by the day on which it is looked at
WORDS = Part(part="words", by="model", name="a-model", calls=("ab" * 32,))
LAYOUT = Part(part="layout", by="code", name="layout", revision="1", seed=4, licence="OFL")
IMAGE = Part(part="image", by="model", name="sdxl", revision="r1", prompt="bread & <light>", seed=9)


def picture() -> bytes:
    buffer = io.BytesIO()
    Image.radial_gradient("L").convert("RGB").save(buffer, "PNG")
    return buffer.getvalue()


PLAIN = picture()


def record(**more: object) -> Record:
    making = Making(parts=(WORDS, LAYOUT), changes=(Touch(by="person", what="warmer", version=2),))
    given_: dict[str, object] = {
        "studiocrew": "0.1.0",
        "project": "bakery-1a2b",
        "asset": "card-1",
        "sha256": hashlib.sha256(PLAIN).hexdigest(),
        "source_type": source_types.COMPOSITE_SYNTHETIC,
        "making": making,
    }
    return Record.model_validate({**given_, **more})


def stamped(said: Record | None = None) -> bytes:
    return png.with_xmp(PLAIN, packet(said or record(), "A poster “of” bread & butter"))


@pytest.fixture(scope="module")
def credential(tmp_path_factory: pytest.TempPathFactory) -> certificate.Credential:
    pytest.importorskip("c2pa")
    return certificate.self_made(tmp_path_factory.mktemp("home"), NOW)


def signed(credential: certificate.Credential) -> bytes:
    return signing.sign(stamped(), signing.manifest(record()), credential)


@pytest.mark.parametrize(
    ("parts", "wanted"),
    [
        ((LAYOUT,), source_types.ALGORITHMIC),
        ((Part(part="words", by="person", name=""), LAYOUT), source_types.ALGORITHMIC),
        ((WORDS, LAYOUT), source_types.COMPOSITE_SYNTHETIC),
        ((WORDS, LAYOUT, IMAGE), source_types.COMPOSITE_WITH_TRAINED),
        ((IMAGE,), source_types.TRAINED),
    ],
)
def test_the_source_type_follows_from_who_made_what(parts: tuple[Part, ...], wanted: str) -> None:
    assert source_type(parts) == wanted


def test_xmp_goes_in_and_comes_out_and_pixels_stay() -> None:
    made = stamped()
    assert read_packet(png.xmp_of(made)) == (record().source_type, record())
    assert png.bare(made) == PLAIN
    assert png.with_xmp(made, b"<other/>").count(b"XML:com.adobe.xmp") == 1
    with Image.open(io.BytesIO(made)) as image, Image.open(io.BytesIO(PLAIN)) as plain:
        assert image.tobytes() == plain.tobytes()
        assert "com.adobe.xmp" in str(image.info)
    assert stamped() == made


def test_a_prompt_may_hold_anything() -> None:
    said = record(making=Making(parts=(IMAGE,)))
    assert read_packet(png.xmp_of(stamped(said)))[1] == said


@given(st.binary(max_size=200))
def test_any_bytes_are_read_without_failing(data: bytes) -> None:
    assert read_packet(data)[1] is None
    with pytest.raises(CallerError):
        examine(data)


def test_no_entity_of_a_foreign_packet_is_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hunter2")
    evil = (
        f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>'
        f'<x xmlns:c="{NAMESPACE}"><c:Record>&e;</c:Record></x>'
    )
    assert read_packet(evil.encode()) == ("", None)


@pytest.mark.parametrize("cut", [9, 40, -1, -13])
def test_half_a_png_is_refused(cut: int) -> None:
    with pytest.raises(CallerError, match="not a whole PNG"):
        list(png.chunks(PLAIN[:cut]))


@pytest.fixture(scope="module", params=["svg", "pdf"])
def copy(request: pytest.FixtureRequest) -> bytes:
    """A small drawing, as typst writes one."""
    import typst

    return typst.compile(b"#set page(width: 90pt, height: 90pt)\nRye", format=request.param)


def test_pdf_and_svg_copies_carry_the_same_record(copy: bytes) -> None:
    said = record(sha256=hashlib.sha256(copy).hexdigest())
    made = files.with_xmp(copy, packet(said, "Rye"))
    assert read_packet(files.xmp_of(made)) == (said.source_type, said)
    assert files.bare(made) == copy and made == files.with_xmp(copy, packet(said, "Rye"))
    found = examine(made)
    assert found.record == said and found.changed is False and found.signature == "none"
    assert found.sound


def test_a_copy_that_was_changed_is_noticed(copy: bytes) -> None:
    said = record(sha256=hashlib.sha256(copy).hexdigest())
    made = files.with_xmp(copy, packet(said))
    place = made.rfind(b"</svg>") - 4 if b"</svg>" in made else len(copy) // 2
    with contextlib.suppress(CallerError):  # damaged beyond reading
        assert examine(made[:place] + b"\x07" + made[place + 1 :]).changed in (True, None)
    assert examine(files.with_xmp(copy + b"\n", packet(said))).changed is True


def test_a_plain_picture_says_nothing() -> None:
    found = examine(PLAIN)
    assert (found.record, found.changed, found.signature) == (None, None, "none")
    assert found.sound


def test_unsigned_provenance_tells_of_changed_pixels() -> None:
    assert examine(stamped()).changed is False
    other = Image.new("RGB", (8, 8))
    buffer = io.BytesIO()
    other.save(buffer, "PNG")
    swapped = png.with_xmp(buffer.getvalue(), packet(record()))
    assert examine(swapped).changed is True
    assert not examine(swapped).sound


def test_a_self_made_signature_holds_and_is_not_trusted(
    credential: certificate.Credential,
) -> None:
    found = examine(signed(credential))
    assert (found.signature, found.trusted, found.changed) == ("valid", False, False)
    assert found.signer == certificate.NAME
    assert found.signed_source_type == source_types.COMPOSITE_SYNTHETIC
    assert found.sound
    assert png.bare(signed(credential)) == PLAIN


def test_a_root_one_trusts_makes_the_signature_trusted(
    credential: certificate.Credential,
) -> None:
    chain = credential.chain.decode()
    assert examine(signed(credential), chain[chain.rindex("-----BEGIN") :]).trusted


def test_any_change_after_signing_breaks_the_signature(
    credential: certificate.Credential,
) -> None:
    whole = signed(credential)
    lied = png.with_xmp(whole, packet(record(source_type=source_types.ALGORITHMIC)))
    found = examine(lied)
    assert (found.signature, found.changed, found.sound) == ("invalid", True, False)
    assert "assertion.dataHash.mismatch" in found.problems


def test_a_damaged_manifest_is_reported_not_raised(credential: certificate.Credential) -> None:
    whole = signed(credential)
    kinds = list(png.chunks(whole))
    broken = png.SIGNATURE + b"".join(
        (c._replace(data=c.data[: len(c.data) // 2]) if c.kind == b"caBX" else c).packed()
        for c in kinds
    )
    found = examine(broken)
    assert found.signature == "invalid"
    assert found.problems


def test_a_flipped_bit_is_seen_without_any_signature() -> None:
    made = bytearray(stamped())
    made[made.rindex(b"IDAT") + 9] ^= 1
    found = examine(bytes(made))
    assert found.changed is True
    assert found.problems == ("chunk IDAT is damaged",)


def test_what_was_signed_is_used_again(credential: certificate.Credential, tmp_path: Path) -> None:
    signer = signing.Signer(credential, tmp_path)
    first = signer.signed(stamped(), record())
    assert signer.signed(stamped(), record()) == first
    assert signing.Signer(credential, tmp_path / "else").signed(stamped(), record()) != first


def test_the_self_made_certificate_is_made_once_and_its_key_is_private(tmp_path: Path) -> None:
    pytest.importorskip("cryptography")
    made = certificate.self_made(tmp_path, NOW)
    assert certificate.self_made(tmp_path, NOW) == made
    assert (tmp_path / "signer.key").stat().st_mode & 0o077 == 0
    assert "PRIVATE" not in repr(made)
    again = certificate.configured(tmp_path / "signer.pem", tmp_path / "signer.key")
    assert again == made


def test_a_key_of_another_certificate_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("cryptography")
    for name in ("one", "two"):
        certificate.self_made(tmp_path / name, NOW)
    with pytest.raises(OperatorError, match="does not belong"):
        certificate.configured(tmp_path / "one/signer.pem", tmp_path / "two/signer.key")
    with pytest.raises(OperatorError, match="CREW_SIGN_CERT"):
        certificate.configured(tmp_path / "none.pem", tmp_path / "two/signer.key")


def test_chunks_are_checked_by_their_checksums() -> None:
    good = list(png.chunks(PLAIN))
    assert all(chunk.sound for chunk in good)
    data = b"IEND"
    assert good[-1].packed() == struct.pack(">I", 0) + data + struct.pack(">I", zlib.crc32(data))
