"""Names a client remembers, derived from a colour's hue, lightness and chroma alone."""

from __future__ import annotations

import hashlib

from tools.colour import oklch

_GREYS = (
    (0.30, ("Wet slate", "Lamp black", "Coal scuttle", "Night press")),
    (0.60, ("Flint", "Pavement", "Pewter", "Graphite dust")),
    (0.85, ("Morning fog", "Galvanised", "Dove wing", "Oyster shell")),
    (2.00, ("Fresh page", "Chalk", "Bone china", "Clean linen")),
)

# Per band of 30 degrees from hue 0: dark, mid, light, pale.
_BANDS: tuple[tuple[tuple[str, ...], ...], ...] = (
    (("Sour cherry", "Black plum", "Mulberry"), ("Raspberry", "Lipstick", "Radish"),
     ("Rose water", "Pink grapefruit", "Rhubarb"), ("Petal", "Shell pink", "Blush linen")),
    (("Oxblood", "Burnt crust", "Rye"), ("Oven door", "Brick dust", "Paprika"),
     ("Coral", "Salmon", "Terracotta"), ("Peach skin", "Plaster", "Apricot milk")),
    (("Cocoa", "Tobacco", "Walnut"), ("Copper pan", "Rust", "Marmalade"),
     ("Apricot", "Cantaloupe", "Toasted almond"), ("Proofing cloth", "Oat milk", "Biscuit")),
    (("Umber", "Peat", "Cask"), ("Mustard seed", "Ochre", "Saffron"),
     ("Cultured butter", "Custard", "Honeycomb"), ("Vanilla", "Cream top", "Beeswax")),
    (("Olive stone", "Bay leaf", "Lichen"), ("Olive", "Pickle", "Caper"),
     ("Lime cordial", "Pistachio", "Pear skin"), ("Elderflower", "Celery salt", "Lemon pith")),
    (("Forest floor", "Pine", "Bottle green"), ("Fern", "Basil", "Clover"),
     ("Sage", "Green apple", "Pea shoot"), ("Mint leaf", "Cucumber", "Dew")),
    (("Spruce", "Deep moss", "Juniper"), ("Jade", "Malachite", "Garden gate"),
     ("Sea glass", "Spearmint", "Verdigris"), ("Eucalyptus", "Frost", "Green tea")),
    (("Deep lagoon", "Harbour", "Petrol"), ("Teal tile", "Kingfisher", "Pool"),
     ("Aqua", "Duck egg", "Shallow water"), ("Sea mist", "Glacier", "Clear tide")),
    (("Midnight tide", "Ink well", "North sea"), ("Cobalt", "Delft", "Swimming lane"),
     ("Sky light", "Cornflower", "Enamel"), ("Cloud edge", "Ice", "First light")),
    (("Navy wool", "Blueprint", "Indigo"), ("Ultramarine", "Iris", "Biro"),
     ("Periwinkle", "Hydrangea", "Bluebell"), ("Powder", "Airmail", "Thin air")),
    (("Aubergine", "Blackcurrant", "Fig"), ("Violet ink", "Crocus", "Amethyst"),
     ("Lavender sugar", "Wisteria", "Lilac"), ("Orchid milk", "Mauve tissue", "Heather")),
    (("Damson", "Beet", "Black grape"), ("Magenta", "Fuchsia", "Sweet pea"),
     ("Candy floss", "Peony", "Bubblegum"), ("Marshmallow", "Rose quartz", "Icing")),
)  # fmt: skip


def colour_name(colour: str, taken: tuple[str, ...] = ()) -> str:
    """A name for `#RRGGBB`: always the same one, and none of `taken`."""
    light, chroma, hue = oklch(colour)
    if chroma < 0.022:
        choices = next(names for limit, names in _GREYS if light < limit)
    else:
        tone = sum(light >= step for step in (0.46, 0.70, 0.905))
        choices = _BANDS[int(hue // 30) % 12][tone]
    start = hashlib.sha256(colour.upper().encode()).digest()[0]
    ring = [choices[(start + i) % len(choices)] for i in range(len(choices))]
    return next((name for name in ring if name not in taken), f"{ring[0]} II")
