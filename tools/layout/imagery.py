"""A card's flat picture: the trade's object or the motif's drawing, in the palette's colours."""

from __future__ import annotations

from tools.colour import luminance, separation
from tools.layout import svg
from tools.layout.canvas import Canvas
from tools.layout.drawings import Paints, draw_shapes
from tools.layout.objects import Paint, bounds, flat
from tools.layout.tiles import tile_grid


def paints(canvas: Canvas, field: str, around: str = "") -> Paints:
    """A sun, a stem colour and shapes, none of them lost on the field or mistaken for `around`."""
    roles = canvas.colours
    suns = (roles[role] for role in ("secondary", "accent", "primary"))
    sun = next(c for c in suns if c not in (field, around))
    dark = roles["ink"] if field not in (roles["ink"], roles["deep"]) else roles["paper"]
    shapes = tuple(c for c in canvas.others(field, sun, around) if c != dark)
    return Paints(sun, dark, shapes if len(shapes) > 1 else (*shapes, dark, roles["paper"]))


def shows_object(canvas: Canvas) -> bool:
    """Whether this card shows the trade's object; the others show the motif.

    An illustrated campaign has both in turns, a tiled one has its pattern, all others the object.
    """
    style = canvas.identity.imagery
    return canvas.seed % 2 == 1 if style == "illustration" else style != "tiles"


def is_bunch(canvas: Canvas) -> bool:
    """Whether the picture is a bunch of stems, whose leaves reach beyond their box."""
    drawn = canvas.identity.imagery == "illustration" and not shows_object(canvas)
    return drawn and canvas.identity.motif == "botanical"


def art(canvas: Canvas, w: float, h: float, field: str, around: str = "") -> list[str]:
    """Shapes of a picture of `w` x `h` px that stands on its lower edge, in the imagery's style."""
    if canvas.identity.imagery == "tiles":
        return _wall(canvas, w, h, field, around)
    colours = paints(canvas, field, around)
    if not shows_object(canvas):
        seed = f"{canvas.identity.seed}:{canvas.seed}"
        return draw_shapes(canvas.identity.motif, w, h, colours, seed)
    return _thing(canvas, w, h, colours, field, most=1 if canvas.identity.imagery == "type" else 3)


def _wall(canvas: Canvas, w: float, h: float, *fields: str) -> list[str]:
    """The motif's tiles over the whole picture, standing on its lower edge."""
    size = max(24, round(min(w, h) / 3))
    across, down = -(-round(w) // size), -(-round(h) // size)
    colours = [c for c in canvas.colours.values() if c not in fields]
    grid = tile_grid(canvas.identity.motif, across, down, size, colours, canvas.rng)
    return [svg.group([grid], 0, 0, h - down * size)]


def _thing(canvas: Canvas, w: float, h: float, colours: Paints, field: str, most: int) -> list[str]:
    """The object on a half-disc, three of them in a row where there is room and `most` allows."""
    left, top, right, _ = bounds(canvas.subject)
    wide, tall = right - left, 1 - top
    size = min(h * 0.86 / tall, w * 0.82 / wide)
    r = min(w * 0.46, h * 0.78, max(size * 0.62, h * 0.5))
    shapes = [svg.half_disc(w / 2, h, r, colours.sun)]
    count = 3 if most >= 3 and w > 2.3 * size * wide else 1
    if count == 3:
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
