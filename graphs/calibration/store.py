"""What was measured of which model: shipped for the embedded one, else by `crew calibrate`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import RootModel

from graphs.calibration.scale import Scale
from studiocrew.authored import load_authored
from studiocrew.files import read_own, write_atomic

FILE = "calibration.json"
LABELLED = Path(__file__).with_name("labelled.yaml")
MEASURED = Path(__file__).with_name("measured.yaml")

Mark = Literal["yes", "no"]


class _Labelled(RootModel[dict[str, dict[Mark, tuple[str, ...]]]]):
    """Marked texts by judgement."""


class _Measured(RootModel[dict[str, dict[str, Scale]]]):
    """Scales by model and judgement."""


@cache
def labelled() -> Mapping[str, Mapping[Mark, tuple[str, ...]]]:
    """The marked texts: by judgement, those that pass ("yes") and those that do not ("no")."""
    return load_authored(LABELLED, _Labelled).root


@cache
def _measured() -> Mapping[str, Mapping[str, Scale]]:
    return load_authored(MEASURED, _Measured).root


def scale_for(home: Path, model: str, judgement: str) -> Scale | None:
    """What was measured of this model and question; None if nobody has measured it."""
    own = _read(home).get(model, {}).get(judgement)
    return own or _measured().get(model, {}).get(judgement)


def remember(home: Path, model: str, scales: Mapping[str, Scale]) -> Path:
    """Keep what was measured for this machine's runs; returns the file."""
    everything = _Measured({**_read(home), model: dict(scales)})
    text = json.dumps(everything.model_dump(), indent=2, sort_keys=True)
    write_atomic(home / FILE, text.encode())
    return home / FILE


def _read(home: Path) -> dict[str, dict[str, Scale]]:
    own = read_own(
        home / FILE,
        _Measured.model_validate_json,
        what="The file of what was measured of this machine's models",
        mend="Delete it, and run `crew calibrate` again.",
    )
    return own.root if own else {}
