"""A picture's provenance as an XMP packet, in IPTC's properties and whole as JSON.

Properties: IPTC Photo Metadata Standard 2025.1, https://iptc.org/std/photometadata/specification/
(DigitalSourceType, AISystemUsed, AIPromptInformation). No time of writing enters: the same asset
gives the same bytes.
"""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from pydantic import ValidationError

from studiocrew.contracts import Asset, Contract, Making

NAMESPACE = "urn:studiocrew:provenance:1.0"
_IPTC = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_MOST = 1_000_000  # bytes of a packet that is read: ours have a few thousand


class Record(Contract):
    """What we write about a picture, and what `crew verify` reads back."""

    studiocrew: str
    project: str
    asset: str
    sha256: str = ""  # of the file without any metadata of ours
    source_type: str
    template: str = ""
    made_by: str = ""
    seed: int | None = None
    making: Making = Making()


def record_of(asset: Asset, project: str, version: str, sha256: str) -> Record:
    """The record of one of an asset's files, by its hash. `version` is studiocrew's."""
    return Record(
        studiocrew=version,
        project=project,
        asset=asset.id,
        sha256=sha256,
        source_type=asset.source_type,
        template=asset.template,
        made_by=asset.made_by,
        seed=asset.seed,
        making=asset.making or Making(),
    )


def packet(record: Record, alt_text: str = "") -> bytes:
    """The XMP packet of a picture."""
    models = [part for part in record.making.parts if part.by == "model"]
    prompts = [part.prompt for part in models if part.prompt]
    said = {
        "Iptc4xmpExt:DigitalSourceType": record.source_type,
        "xmp:CreatorTool": f"studiocrew {record.studiocrew}",
        "Iptc4xmpExt:AISystemUsed": "; ".join(f"{p.name} ({p.part})" for p in models),
        "Iptc4xmpExt:AISystemVersionUsed": "; ".join(p.revision for p in models if p.revision),
        "Iptc4xmpExt:AIPromptInformation": "\n".join(prompts),
        "crew:Record": record.model_dump_json(),
    }
    lines = [f"<{name}>{escape(value)}</{name}>" for name, value in said.items() if value]
    lines += _alternatives("Iptc4xmpCore:AltTextAccessibility", alt_text)
    lines += _alternatives("dc:rights", record.making.licence)
    body = "\n  ".join(lines)
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{_RDF}">
 <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:Iptc4xmpExt="{_IPTC}"
  xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/" xmlns:crew="{NAMESPACE}">
  {body}
 </rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>""".encode()


def _alternatives(name: str, text: str) -> list[str]:
    if not text:
        return []
    inner = f'<rdf:li xml:lang="x-default">{escape(text)}</rdf:li>'
    return [f"<{name}><rdf:Alt>{inner}</rdf:Alt></{name}>"]


def read_packet(data: bytes) -> tuple[str, Record | None]:
    """The digital source type and our record; "" and None for what is not there or no XML.

    The file may be anybody's: no entity is resolved, nothing is fetched.
    """
    from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

    if not data or len(data) > _MOST:
        return "", None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root: Any = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return "", None
    return _value(root, _IPTC, "DigitalSourceType"), _record(_value(root, NAMESPACE, "Record"))


def _value(root: Any, namespace: str, name: str) -> str:
    """A property's text, written as an element or as an attribute, as XMP allows both."""
    key = f"{{{namespace}}}{name}"
    for element in root.iter():
        if element.tag == key and element.text:
            return str(element.text)
        if found := element.attrib.get(key):
            return str(found)
    return ""


def _record(text: str) -> Record | None:
    try:
        return Record.model_validate_json(text) if text else None
    except ValidationError:
        return None
