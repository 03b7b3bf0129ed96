"""`calendar.csv`, for a spreadsheet."""

from __future__ import annotations

import csv
import io

from studiocrew.contracts import CalendarEntry, Campaign
from tools.export.moments import campaign_zone, going_out
from tools.platforms import compose

COLUMNS = (
    "date",
    "time",
    "timezone",
    "platform",
    "title",
    "text",
    "alt_text",
    "picture",
    "status",
    "post_id",
    "why",
)


def calendar_csv(campaign: Campaign) -> bytes:
    """One row per entry that may go out, by time. UTF-8 with a mark, or Excel garbles it."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    for entry in going_out(campaign):
        writer.writerow(map(_inert, _row(campaign, entry)))
    return buffer.getvalue().encode("utf-8-sig")


def _row(campaign: Campaign, entry: CalendarEntry) -> tuple[str, ...]:
    where = campaign_zone(campaign)
    moment = entry.starts_at.astimezone(where)
    post = next((p for p in campaign.posts if p.id == entry.post_id), None)
    asset = next((a for a in campaign.assets if post and a.id == post.asset_id), None)
    return (
        f"{moment:%Y-%m-%d}",
        f"{moment:%H:%M}",
        where.key,
        entry.platform,
        entry.title,
        compose(post) if post else "",
        post.alt_text if post else "",
        " ".join(page.path for page in asset.pages) if asset else "",
        post.status if post else "",
        entry.post_id,
        entry.why,
    )


def _inert(cell: str) -> str:
    """A cell no spreadsheet takes for a formula (OWASP, CSV injection)."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
