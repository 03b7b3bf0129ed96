"""A card's picture: the art director fills a typed spec, code checks it, the worker makes it.

What is shown is written: subject and setting. How it is shown is chosen from lists: light and
framing. The style is the identity's and the empty part is where the layout sets type, so neither
is up for choice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Literal, cast

from pydantic import StringConstraints, create_model

from graphs.craft import Answer, drafts, tidy
from graphs.desk import Desk
from graphs.prompts import PICTURE, PICTURE_CHOICE, PICTURE_SETTING, PICTURE_SUBJECT
from graphs.scheduler import together
from studiocrew.contracts import Fact, Identity, Task
from studiocrew.errors import ModelError
from tools.images import GeneratedImage, ImageJob, fitting
from tools.images.looks import looks
from tools.images.spec import SLOT_CHARS, Grounds, PictureSpec, derived, slot_faults
from tools.screening import Verdict
from tools.vocabulary import similarity, stems, telling

PHOTO_FAMILY = "photo"
"""The layout family whose templates show a picture."""

_Slot = Annotated[str, StringConstraints(min_length=2, max_length=SLOT_CHARS)]
WRITTEN = ("subject", "setting")
CHOSEN = ("light", "composition")


@dataclass(frozen=True)
class Shot:
    """One picture to be specified: for which task, from which facts, and what code would do."""

    desk: Desk
    task: Task
    facts: tuple[Fact, ...]
    grounds: Grounds
    fallback: PictureSpec

    @property
    def slot(self) -> str:
        return f"{self.task.id}.picture"

    @property
    def attempt(self) -> int:
        return self.desk.changes(self.task.id, "card")

    @property
    def case(self) -> tuple[str, ...]:
        brief = self.desk.brief
        wish = self.desk.wish(self.task.id, "card")
        known = " ".join(fact.statement for fact in self.facts) or f"We are a {brief.trade}."
        return (
            f"Business: {brief.trade or brief.brand_name}",
            f"Fact: {known[:300]}",
            f"Please: {wish}" if wish else "",
        )


async def picture_for(
    desk: Desk, task: Task, identity: Identity, facts: Sequence[Fact], size: tuple[int, int]
) -> GeneratedImage | None:
    """The picture of a card of `size` px; None where no backend is set, or none could make it.

    It is made for the photo-led template the plan names: one that is put in its place later shows
    the same picture.
    """
    pictures = desk.studio.pictures
    if pictures is None:
        return None
    shot = _shot(desk, task, identity, tuple(facts), size)
    spec = await specify(shot)
    defaults = pictures.defaults
    width, height = fitting(*size, defaults.pixels)
    job = ImageJob(
        prompt=spec.prompt(),
        negative=looks().negative,
        width=width,
        height=height,
        steps=defaults.steps,
        guidance=defaults.guidance,
        seed=desk.studio.seed + int(task.params["number"]),
    )
    return await pictures.get(job, slot=shot.slot, role=task.role)


def _shot(
    desk: Desk, task: Task, identity: Identity, facts: tuple[Fact, ...], size: tuple[int, int]
) -> Shot:
    grounds = Grounds.of(desk.brief, identity.wordmark)
    number = int(task.params["number"]) + desk.changes(task.id, "card")
    plain = derived(
        desk.brief,
        identity,
        grounds,
        width=size[0],
        height=size[1],
        template=str(task.params["templates"][PHOTO_FAMILY]),
        about=facts,
        number=number,
    )
    return Shot(desk, task, facts, grounds, plain)


async def specify(shot: Shot) -> PictureSpec:
    """The spec as the art director fills it; each slot that is no good is the fallback's."""
    fill = _at_once if shot.desk.studio.roomy else _slot_by_slot
    return shot.fallback.model_copy(update=await fill(shot))


async def _slot_by_slot(shot: Shot) -> dict[str, str]:
    """One small call a slot."""

    def judge(line: str) -> Verdict:
        return Verdict(tuple(_faults(shot, line)), _score(shot, line))

    async def written(name: str) -> tuple[str, str]:
        ask = PICTURE_SUBJECT if name == "subject" else PICTURE_SETTING
        found = await drafts(
            shot.desk.studio.roles[shot.task.role],
            ask,
            *shot.case,
            slot=f"{shot.slot}.{name}",
            judge=judge,
            count=3,
            longest=SLOT_CHARS,
            attempt=shot.attempt,
            rounds=1,
        )
        return name, _plain(found[0]) if found else ""

    filled = await together(
        [*(written(name) for name in WRITTEN), *(_choice(shot, name) for name in CHOSEN)]
    )
    return _without_echo({name: value for name, value in filled if value})


async def _choice(shot: Shot, name: str) -> tuple[str, str]:
    listed = getattr(looks(), name)
    told = "\n".join(f"{key}: {words}" for key, words in listed.items())
    try:
        answer = await shot.desk.studio.roles[shot.task.role].do(
            "\n".join(filter(None, (*shot.case, told, f"The {name} that suits it:"))),
            job=PICTURE_CHOICE.job,
            slot=f"{shot.slot}.{name}",
            schema=_one_of(name),
            attempt=shot.attempt,
            max_tokens=20,
        )
    except ModelError:
        return name, ""
    return name, str(answer.model_dump()["choice"])


async def _at_once(shot: Shot) -> dict[str, str]:
    """All four slots in one call; those that are no good are left out."""
    lists = [
        f"{name}: " + "; ".join(f"{key} ({words})" for key, words in getattr(looks(), name).items())
        for name in CHOSEN
    ]
    try:
        answer = await shot.desk.studio.roles[shot.task.role].do(
            "\n".join(filter(None, (*shot.case, *lists))),
            job=PICTURE.job,
            slot=shot.slot,
            schema=_whole(),
            attempt=shot.attempt,
            max_tokens=160,
        )
    except ModelError:
        return {}
    filled = cast("dict[str, str]", answer.model_dump())
    written = {name: _plain(filled[name]) for name in WRITTEN}
    good = {name: line for name, line in written.items() if not _faults(shot, line)}
    return _without_echo({**{name: filled[name] for name in CHOSEN}, **good})


def _without_echo(filled: dict[str, str]) -> dict[str, str]:
    """A setting that says the subject again is none."""
    if similarity(filled.get("subject", ""), filled.get("setting", "")) > 0.5:
        filled.pop("setting", None)
    return filled


@cache
def _one_of(name: str) -> type[Answer]:
    keys = tuple(getattr(looks(), name))
    return create_model(f"Choice{name.title()}", __base__=Answer, choice=(Literal[keys], ...))


@cache
def _whole() -> type[Answer]:
    return create_model(
        "PictureChoice",
        __base__=Answer,
        subject=(_Slot, ...),
        setting=(_Slot, ...),
        light=(Literal[tuple(looks().light)], ...),
        composition=(Literal[tuple(looks().composition)], ...),
    )


def _faults(shot: Shot, line: str) -> list[str]:
    """What is wrong with a written slot: what no picture may hold, and what nobody knows of."""
    known = shot.desk.studio.known([fact.statement for fact in shot.facts])
    invented = known.invented(line)
    return slot_faults(_plain(line), shot.grounds) + [f"not known: {one}" for one in invented]


def _score(shot: Shot, line: str) -> float:
    """Closer to the fact is better, and short is better."""
    about = " ".join(fact.statement for fact in shot.facts)
    shared = stems(line) & telling(about, shot.grounds.language)
    return min(len(shared), 3) - len(line) / 60


def _plain(line: str) -> str:
    """As a part of a sentence: no full stop, no capital that a sentence would need."""
    line = tidy(line).rstrip(".!… ")
    return line[:1].lower() + line[1:]
