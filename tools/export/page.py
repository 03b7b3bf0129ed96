"""`index.html`: one page to send to a client, with everything in it and nothing fetched."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from studiocrew.contracts import Asset, Campaign
from tools.export import view
from tools.export.claimed import claims_view
from tools.export.looks import concept_views, drift_views, gaps_said
from tools.export.moments import campaign_zone, moments
from tools.export.pattern import pattern
from tools.export.pictures import RASTER, data_uri
from tools.export.theme import theme_of

HERE = Path(__file__).parent
PICTURE_BUDGET = 2_300_000
"""Bytes of pictures on one page before base64, which adds a third. With fonts: under 4 MB."""

_WIDTHS = {"board": 1440, "concept": 960, "card": 760, "image": 760, "logo": 320}


def render_page(campaign: Campaign, sources: Mapping[str, Path]) -> str:
    """The page. `sources` maps asset paths to files to make embedded copies of."""
    pictures = _pictures(campaign, sources)
    posts = view.post_views(campaign, pictures)
    names = _names(campaign, posts)
    script = (HERE / "page.js").read_text("utf-8")
    return (
        _environment()
        .get_template("page.html")
        .render(
            campaign=campaign,
            posts=posts,
            boards=[
                pictures[a.id] for a in campaign.assets if a.kind == "board" and a.id in pictures
            ],
            heroes=_heroes(campaign, sources),
            weeks=view.calendar_weeks(campaign, posts),
            verdicts=view.verdicts(campaign),
            rules=view.rules_of(campaign),
            claims=claims_view(campaign),
            flags=view.flags(campaign, posts),
            names=names,
            concepts=concept_views(campaign, pictures),
            gaps=gaps_said(campaign),
            drifts=drift_views(campaign, names),
            routes=view.ROUTES,
            zone=campaign_zone(campaign).key,
            span=_span(campaign),
            duration=_duration(campaign.usage.seconds),
            script=Markup(script),  # noqa: S704 - our own file
            policy=_policy(script),
            **_look(campaign),
        )
    )


def _look(campaign: Campaign) -> dict[str, Any]:
    theme = theme_of(campaign.identity, campaign.plan.theme)
    seed = campaign.identity.seed if campaign.identity else 1
    colours = list(dict.fromkeys(theme.tiles))
    return {
        "theme": theme,
        "tall": Markup(pattern(seed, colours, 4, 6)),  # noqa: S704 - numbers and checked colours
        "strip": Markup(pattern(seed + 1, colours, 16, 1)),  # noqa: S704 - as above
    }


def _pictures(campaign: Campaign, sources: Mapping[str, Path]) -> dict[str, view.PictureView]:
    pages = [page for asset in campaign.assets for page in asset.pages]
    shown = [page for page in pages if page.path.endswith(RASTER)]
    # A board is several times a card's size on the page.
    shares = sum(3 if asset.kind == "board" else 1 for asset in shown) or 1
    return {
        asset.id: _picture(
            asset,
            data_uri(
                sources[asset.path],
                width=_WIDTHS[asset.kind],
                budget=PICTURE_BUDGET * (3 if asset.kind == "board" else 1) // shares,
            ),
        )
        for asset in shown
    }


def _picture(asset: Asset, uri: str) -> view.PictureView:
    return view.PictureView(uri, asset.path, asset.width, asset.height, asset.alt_text)


def _heroes(campaign: Campaign, sources: Mapping[str, Path]) -> list[str]:
    """Up to three small portrait cards for the opening; decoration, so without words."""
    cards = [a for a in campaign.assets if a.kind == "card" and a.path.endswith(RASTER)]
    tall = [a for a in cards if a.height > a.width]
    return [data_uri(sources[a.path], width=420, budget=60_000) for a in tall[:3]]


def _names(campaign: Campaign, posts: tuple[view.PostView, ...]) -> dict[str, tuple[str, str]]:
    """What to call an id in the ledger and where to find it: (words, link)."""
    named = {post.id: (f"{post.platform}, {post.day}", f"#{post.id}") for post in posts}
    by_post = {post.id: post for post in campaign.posts}
    for asset in campaign.assets:
        if asset.post_id in by_post and asset.post_id in named:
            words, link = named[asset.post_id]
            named[asset.id] = (f"picture for {words}", link)
        else:
            on_page = asset.kind in ("board", "concept")
            name = f"direction {asset.id[-1].upper()}" if asset.kind == "concept" else asset.kind
            named[asset.id] = (name, "#look" if on_page else asset.path)
    return named | {d.id: (d.title, f"documents/{d.id}.md") for d in campaign.documents}


def _span(campaign: Campaign) -> str:
    """ "24 November to 8 December 2026"; empty without a calendar."""
    when = sorted(moments(campaign).values())
    if not when:
        return ""
    first, last = when[0], when[-1]
    if first.date() == last.date():
        return f"{last.day} {last:%B %Y}"
    year = f" {first:%Y}" if first.year != last.year else ""
    return f"{first.day} {first:%B}{year} to {last.day} {last:%B %Y}"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [(hours, "h"), (minutes, "min"), (rest, "s")]
    return " ".join(f"{n} {unit}" for n, unit in parts if n) or "0 s"


def _policy(script: str) -> str:
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    return (
        "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; "
        f"script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
