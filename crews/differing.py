"""`crew diff`: what one version of a project has otherwise than another."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import regex
from rich.console import Console
from rich.text import Text

from crews.display import ACCENT
from crews.exits import say_json
from crews.project import Project
from studiocrew.contracts import Campaign, Contract, Post
from studiocrew.errors import CallerError
from studiocrew.settings import Settings

_PIECES = regex.compile(r"\s+|[\p{L}\p{M}\p{N}]+(?:['’.,:-][\p{L}\p{M}\p{N}]+)*|.", regex.DOTALL)
"""Words, the space between them, and every other sign alone: a price is one piece."""

Step = tuple[Literal["=", "-", "+"], str]


class Changed(Contract):
    """One value, before and after; empty where it was not there."""

    id: str
    before: str = ""
    after: str = ""


class Difference(Contract):
    """All that two campaigns differ in. Empty where they are alike."""

    captions: tuple[Changed, ...] = ()
    hashtags: tuple[Changed, ...] = ()
    dates: tuple[Changed, ...] = ()
    statuses: tuple[Changed, ...] = ()
    assets: tuple[Changed, ...] = ()
    documents: tuple[Changed, ...] = ()
    facts: tuple[Changed, ...] = ()
    assumptions: tuple[Changed, ...] = ()


def differences(old: Campaign, new: Campaign) -> Difference:
    """What `new` has otherwise; things that are only in one are there too."""

    def posts(campaign: Campaign, part: str) -> dict[str, str]:
        return {post.id: _part(post, part) for post in campaign.posts}

    return Difference(
        captions=_changed(posts(old, "caption"), posts(new, "caption")),
        hashtags=_changed(posts(old, "hashtags"), posts(new, "hashtags")),
        dates=_changed(posts(old, "scheduled_at"), posts(new, "scheduled_at")),
        statuses=_changed(posts(old, "status"), posts(new, "status")),
        assets=_changed(_pictures(old), _pictures(new)),
        documents=_changed(
            {d.id: d.text for d in old.documents}, {d.id: d.text for d in new.documents}
        ),
        facts=_changed(
            {f.id: f.statement for f in old.brief.facts},
            {f.id: f.statement for f in new.brief.facts},
        ),
        assumptions=_changed(
            {a.id: a.statement for a in old.brief.assumptions},
            {a.id: a.statement for a in new.brief.assumptions},
        ),
    )


def word_diff(old: str, new: str) -> list[Step]:
    """The pieces of two texts in order: kept, taken out, put in. Put together, "=" and "-" give
    the old text, "=" and "+" the new one.
    """
    before, after = _PIECES.findall(old), _PIECES.findall(new)
    steps: list[Step] = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            steps.append(("=", "".join(before[i:j])))
            continue
        gone, come = "".join(before[i:j]), "".join(after[k:m])
        steps += [step for step in (("-", gone), ("+", come)) if step[1]]  # type: ignore[misc]
    return steps


def diff(project_id: str, old: int | None, new: int | None, *, as_json: bool) -> None:
    """Print how two versions differ: the newest and `old`, or the one before it, if none is named.

    Raises `CallerError` for a version that is not there, or not finished.
    """
    project = Project.open(project_id, Settings())
    there = [v.number for v in project.file.versions if project.campaign(v.number)]
    new = new or (there[-1] if there else 1)
    old = old or max((number for number in there if number < new), default=new)
    found = differences(_finished(project, old, there), _finished(project, new, there))
    if as_json:
        say_json({"project": project_id, "from": old, "to": new, **found.model_dump(mode="json")})
        return
    alike = f"v{old} and v{new} are alike." if there[1:] else f"There is only v{new} so far."
    Console().print(*(list(_shown(found)) or [Text(alike)]), sep="\n")


def _finished(project: Project, number: int, there: Sequence[int]) -> Campaign:
    campaign = project.campaign(number)
    if campaign is None:
        raise CallerError(
            f"There is no finished version {number}.",
            where=f"project {project.id}",
            mend=f"Versions to compare: {', '.join(map(str, there)) or 'none yet'}.",
        )
    return campaign


def _pictures(campaign: Campaign) -> dict[str, str]:
    """SHA-256 by id: of a carousel, each of its pictures."""
    return {page.id: page.sha256 for asset in campaign.assets for page in asset.pages}


def _part(post: Post, part: str) -> str:
    value: Any = getattr(post, part)
    if part == "hashtags":
        return " ".join(post.hashtags)
    if post.scheduled_at and part == "scheduled_at":
        return post.scheduled_at.isoformat()
    return str(value or "")


def _changed(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[Changed, ...]:
    return tuple(
        Changed(id=key, before=old.get(key, ""), after=new.get(key, ""))
        for key in dict.fromkeys((*old, *new))
        if old.get(key) != new.get(key)
    )


def _shown(found: Difference) -> Iterable[Text]:
    for name in Difference.model_fields:
        changed: tuple[Changed, ...] = getattr(found, name)
        if not changed:
            continue
        yield Text(name, style=f"bold {ACCENT}")
        for one in changed:
            yield Text.assemble((f"  {one.id}  ", "bold"), _line(name, one))


def _line(name: str, one: Changed) -> Text:
    if name == "assets":
        return Text(f"{one.before[:12] or 'new'} → {one.after[:12] or 'gone'}")
    if name in {"dates", "statuses"}:
        return Text(f"{one.before or 'none'} → {one.after or 'none'}")
    styles = {"=": "", "-": "red strike", "+": "green"}
    line = Text()
    for sign, text in word_diff(one.before, one.after):
        # Signs as well as colours: a log or a pipe has none.
        line.append(text if sign == "=" else f"[{sign}{text}{sign}]", style=styles[sign])
    return line
