"""Cards and brand boards from templates, palette and copy alone."""

from tools.layout.board import render_board
from tools.layout.cards import (
    FAMILIES,
    TEMPLATES,
    family_of,
    pick_template,
    render_card,
    templates_in,
)
from tools.layout.carousel import render_carousel, slides_of
from tools.layout.contrast import contrast_behind, needed
from tools.layout.motifs import MOTIFS, motif_for
from tools.layout.objects import object_for, objects
from tools.layout.pairings import PAIRINGS, pairing_for
from tools.layout.picture import (
    Area,
    Box,
    Format,
    Picture,
)

__all__ = [
    "FAMILIES",
    "MOTIFS",
    "PAIRINGS",
    "TEMPLATES",
    "Area",
    "Box",
    "Format",
    "Picture",
    "contrast_behind",
    "family_of",
    "motif_for",
    "needed",
    "object_for",
    "objects",
    "pairing_for",
    "pick_template",
    "render_board",
    "render_card",
    "render_carousel",
    "slides_of",
    "templates_in",
]
