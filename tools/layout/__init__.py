"""Cards and brand boards from templates, palette and copy alone."""

from tools.layout.board import render_board
from tools.layout.cards import TEMPLATES, pick_template, render_card
from tools.layout.contrast import contrast_behind, needed
from tools.layout.motifs import MOTIFS, motif_for
from tools.layout.pairings import PAIRINGS, pairing_for
from tools.layout.picture import (
    COMPOSITE_WITH_AI,
    DIGITAL_CREATION,
    TRAINED_AI,
    Box,
    Picture,
)

__all__ = [
    "COMPOSITE_WITH_AI",
    "DIGITAL_CREATION",
    "MOTIFS",
    "PAIRINGS",
    "TEMPLATES",
    "TRAINED_AI",
    "Box",
    "Picture",
    "contrast_behind",
    "motif_for",
    "needed",
    "pairing_for",
    "pick_template",
    "render_board",
    "render_card",
]
