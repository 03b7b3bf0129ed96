"""Identities by rule: concepts and their distances, changes people ask for, drift of pictures."""

from tools.identity.apply import changed
from tools.identity.concepts import Wanted, propose
from tools.identity.drift import drift_of
from tools.identity.reading import read_change
from tools.identity.traits import FAMILIES, IMAGERY, MARKS

__all__ = [
    "FAMILIES",
    "IMAGERY",
    "MARKS",
    "Wanted",
    "changed",
    "drift_of",
    "propose",
    "read_change",
]
