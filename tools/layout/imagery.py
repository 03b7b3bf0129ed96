"""A card's picture in the identity's manner: drawn, set, tiled, printed or lit.

- illustration: the trade's object and the motif's drawing in turns, in flat colour
- type: the brand's initial, larger than anything that is read
- tiles: the motif's pattern
- halftone: the card's photo, or the object in side light, as a coarse print in two inks
- gradient: the object in one flat tone before melting colours
"""

from __future__ import annotations

from tools.colour import luminance, separation
from tools.layout import svg
from tools.layout.backdrop import printed
from tools.layout.canvas import Canvas
from tools.layout.drawings import Paints, draw_shapes
from tools.layout.letter import letter_size, letter_voice, set_letter
from tools.layout.objects import Paint, bounds, flat
from tools.layout.tiles import tile_grid
from tools.textures import mesh_gradient


def paints(canvas: Canvas, field: str, around: str = "") -> Paints:
    """A sun, a stem colour and shapes, none of them lost on the field or mistaken for `around`."""
    roles = canvas.colours
    suns = (roles[role] for role in ("secondary", "accent", "primary"))
    sun = next(c for c in suns if c not in (field, around))
    dark = roles["ink"] if field not in (roles["ink"], roles["deep"]) else roles["paper"]
    shapes = tuple(c for c in canvas.others(field, sun, around) if c != dark)
    return Paints(sun, dark, shapes if len(shapes) > 1 else (*shapes, dark, roles["paper"]))


def shows_drawing(canvas: Canvas) -> bool:
    """Whether this card shows the motif's drawing: every other one of an illustrated campaign."""
    return canvas.identity.imagery == "illustration" and canvas.seed % 2 == 0


def is_bunch(canvas: Canvas) -> bool:
    """Whether the picture is a bunch of stems, whose leaves reach beyond their box."""
    return shows_drawing(canvas) and canvas.identity.motif == "botanical"


def fills_its_box(canvas: Canvas) -> bool:
    """Whether the picture is a panel from edge to edge rather than a thing on the field."""
    return canvas.identity.imagery in ("tiles", "halftone", "gradient")


def art(canvas: Canvas, w: float, h: float, field: str, around: str = "") -> list[str]:
    """Shapes of a picture of `w` x `h` px standing on its lower edge, in the imagery's manner."""
    style = canvas.identity.imagery
    if style == "tiles":
        return _wall(canvas, w, h, field, around)
    if style == "halftone":
        return [svg.image(0, 0, round(w), round(h), printed(canvas, w, h, field=around or field))]
    if style == "gradient":
        return _light(canvas, w, h, field, around)
    colours = paints(canvas, field, around)
    if style == "type":
        return _letter(canvas, w, h, colours, field)
    if shows_drawing(canvas):
        seed = f"{canvas.identity.seed}:{canvas.seed}"
        return draw_shapes(canvas.identity.motif, w, h, colours, seed)
    return _thing(canvas, w, h, colours, field)


def _wall(canvas: Canvas, w: float, h: float, *fields: str) -> list[str]:
    """The motif's tiles over the whole picture, standing on its lower edge."""
    size = max(24, round(min(w, h) / 3))
    across, down = -(-round(w) // size), -(-round(h) // size)
    colours = [c for c in canvas.colours.values() if c not in fields]
    grid = tile_grid(canvas.identity.motif, across, down, size, colours, canvas.rng)
    return [svg.group([grid], 0, 0, h - down * size)]


def _letter(canvas: Canvas, w: float, h: float, colours: Paints, field: str) -> list[str]:
    """The initial over a half-disc, both standing on the ground, the letter cut off by it."""
    face = letter_voice(canvas)
    size = letter_size(canvas, face, w * 0.96, h * 1.06)
    fill = next((c for c in colours.shapes if separation(c, colours.sun) > 0.12
                 and separation(c, field) > 0.12), colours.dark)  # fmt: skip
    sun = svg.half_disc(w * 0.62, h, min(w * 0.36, h * 0.62), colours.sun)
    return [sun, set_letter(canvas, face, w * 0.5, h + size * 0.07, size, fill)]


def _light(canvas: Canvas, w: float, h: float, *fields: str) -> list[str]:
    """The object in one flat tone before melting colours that fill the picture."""
    roles = canvas.colours
    lively = [c for c in (roles["accent"], roles["secondary"], roles["primary"], roles["paper"])
              if c not in fields and (c == roles["paper"] or luminance(c) > 0.1)]  # fmt: skip
    seed = canvas.identity.seed * 31 + canvas.seed
    png = mesh_gradient(round(w / 2), round(h / 2), lively, seed)
    left, top, right, _ = bounds(canvas.subject)
    size = min(h * 0.84 / (1 - top), w * 0.8 / (right - left))
    light = max(lively, key=luminance)
    dress: dict[Paint, str] = {
        "body": roles["ink"], "second": light, "dark": roles["ink"], "light": light
    }  # fmt: skip
    return [svg.image(0, 0, w, h, png), *flat(canvas.subject, w / 2, h, size, dress)]


def _thing(canvas: Canvas, w: float, h: float, colours: Paints, field: str) -> list[str]:
    """The object on a half-disc, three of them in a row where there is room."""
    left, top, right, _ = bounds(canvas.subject)
    wide, tall = right - left, 1 - top
    size = min(h * 0.86 / tall, w * 0.82 / wide)
    r = min(w * 0.5, h * 0.96, max(size * wide * 0.72, h * 0.6))
    shapes = [svg.half_disc(w / 2, h, r, colours.sun)]
    if w > 2.3 * size * wide:
        r = min(w * 0.46, h * 0.86)
        shapes = [svg.half_disc(w / 2, h, r, colours.sun)]
        for side in (-1, 1):
            x = w / 2 + side * size * wide * 0.92
            shapes += flat(canvas.subject, x, h, size * 0.74, _dress(canvas, colours, field, 1))
    return shapes + flat(canvas.subject, w / 2, h, size, _dress(canvas, colours, field, 0))


def _dress(canvas: Canvas, colours: Paints, field: str, turn: int) -> dict[Paint, str]:
    """Colours for the object's parts, all apart from the sun behind and from each other."""
    apart = [c for c in (*colours.shapes, canvas.colours["paper"], canvas.colours["ink"])
             if separation(c, colours.sun) > 0.09 and separation(c, field) > 0.07]  # fmt: skip
    kinds = [c for c in dict.fromkeys(apart) if c != colours.dark] or [colours.dark]
    body = kinds[turn % len(kinds)]
    rest = [c for c in kinds if c != body] or [colours.dark]
    light = max(rest, key=luminance)
    second = next((c for c in rest if c != light), colours.dark)
    return {"body": body, "second": second, "dark": colours.dark, "light": light}
