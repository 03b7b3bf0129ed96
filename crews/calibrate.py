"""`crew calibrate`: how well the configured model judges, measured on texts marked by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

from graphs.calibration import Mark, Scale, fit, labelled, remember
from graphs.judgements import JUDGEMENTS, Judgement
from graphs.scheduler import together
from roles.agent import RoleAgent
from roles.loader import load_cards
from studiocrew.budget import Budget
from studiocrew.errors import OperatorError
from studiocrew.events import Events
from studiocrew.journal import Journal
from studiocrew.llm import Gateway
from studiocrew.settings import Settings


def measure(settings: Settings) -> tuple[str, dict[str, Scale], Path]:
    """The model's name, its scale for every judgement, and the file they are kept in.

    Raises `OperatorError` if the endpoint tells no log-probabilities.
    """
    return asyncio.run(_measure(settings))


async def _measure(settings: Settings) -> tuple[str, dict[str, Scale], Path]:
    with Journal(settings.home / "calibration.db") as journal:
        async with Gateway(settings, journal, Budget(), Events()) as gateway:
            reviewer = RoleAgent(load_cards()["qa_reviewer"], gateway)
            scales = {
                name: await _scale(reviewer, name, JUDGEMENTS[name], marks)
                for name, marks in labelled().items()
            }
            return gateway.model, scales, remember(settings.home, gateway.model, scales)


async def _scale(
    reviewer: RoleAgent, name: str, ask: Judgement, marks: Mapping[Mark, Sequence[str]]
) -> Scale:
    async def rated(mark: Mark, place: int, text: str) -> float:
        shares = await reviewer.weigh(
            ask.about(f"Text: {text}"),
            (ask.good, ask.bad),
            job=ask.job,
            examples=ask.examples,
            slot=f"calibrate.{name}.{mark}.{place}",
        )
        if shares is None:
            raise OperatorError(
                "The endpoint tells no log-probabilities, so there is nothing to calibrate.",
                where="crew calibrate",
                mend="Nothing to do: the reviewer's stated opinion is used instead.",
            )
        return shares[ask.good]

    async def each(mark: Mark) -> list[float]:
        return await together(rated(mark, place, text) for place, text in enumerate(marks[mark]))

    return fit(await each("yes"), await each("no"))
