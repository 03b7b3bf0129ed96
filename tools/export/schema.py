"""The JSON schema of `campaign.json`, generated from the contract.

python -m tools.export.schema     rewrites studiocrew/campaign.schema.json
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import studiocrew
from studiocrew.contracts import SCHEMA_VERSION, Campaign
from studiocrew.files import write_atomic

PATH = Path(studiocrew.__file__).with_name("campaign.schema.json")


def campaign_schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of what we write: every key is always there."""
    schema = Campaign.model_json_schema(mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:studiocrew:campaign:{SCHEMA_VERSION}",
        **schema,
    }


def schema_text() -> str:
    """The schema as committed: two spaces, one newline at the end."""
    return json.dumps(campaign_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    write_atomic(PATH, schema_text().encode("utf-8"))
