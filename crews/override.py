"""`crew override`: one assumption or answer replaced by what a person says, the rest untouched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crews.answers import usable
from crews.project import Project
from graphs.amend import Override, readable
from graphs.contradictions import Contradiction, contradictions
from graphs.finding import to_remember
from graphs.stretches import recipe_of
from graphs.unknowns import Settled, needs_of, number_of, says_nothing
from studiocrew.clock import Clock, SystemClock
from studiocrew.contracts import Campaign, Question
from studiocrew.errors import CallerError

if TYPE_CHECKING:
    from crews.run import Run

PINNED = ("memory", "search", "ask")
"""Routes whose outcome may be another one tomorrow: what they found stays with the project."""


async def override(run: Run, target: str, text: str, clock: Clock | None = None) -> Run:
    """A new version of the project in which `text` stands in place of `target` ("A3" or "Q1").

    Raises `CallerError` for empty words and for an id that is not in the ledger.
    """
    from crews.passes import go_on

    clock = clock or SystemClock()
    project = Project.open(run.project, run.settings)
    with project.locked():
        project = Project.open(run.project, run.settings)  # nobody else changes it from here on
        campaign = project.campaign() if project.finished else None
        if campaign is None:
            raise CallerError(
                "The newest version of the project is not finished.",
                where=f"project {project.id}",
                mend=f"crew resume {project.id}, then override.",
            )
        word = _checked(project, campaign, target.strip().upper(), text)
        await _remember(run, project, campaign, word, clock)
        project.correct(
            at=clock.now(),
            by=run.settings.user,
            kind="override",
            why=f"{word.target}: {word.text}",
            overrides=(*project.current.overrides, word),
            settled=settled_of(project, campaign),
        )
    return await go_on(project, run.settings, run.events, clock)


def settled_of(project: Project, campaign: Campaign) -> tuple[Settled, ...]:
    """What the project was told and found in its first version, for all later ones.

    Later versions must not ask again, nor find another thing where memory or the web has changed.
    """
    if project.current.settled is not None:
        return project.current.settled
    facts = {fact.id: fact for fact in campaign.brief.facts}
    sources = {source.id: source for source in campaign.sources}
    return tuple(
        Settled(question=q, fact=fact, source=sources.get(fact.source_id) if fact else None)
        for q in campaign.brief.questions
        if q.route in PINNED and q.status in ("answered", "found")
        for fact in [facts.get(q.fact_id or "")]
    )


def known_targets(project: Project, campaign: Campaign) -> tuple[str, ...]:
    """What can be overridden: assumptions, questions not settled by the brand, and once more
    whatever has been.
    """
    brief = campaign.brief
    ids = [a.id for a in brief.assumptions]
    ids += [q.id for q in brief.questions if q.route != "brand"]
    ids += [override.target for override in project.current.overrides]
    return tuple(sorted(dict.fromkeys(ids), key=lambda name: (name[0], number_of(name))))


def _checked(project: Project, campaign: Campaign, target: str, text: str) -> Override:
    text = usable(text, f"override {target}")
    if not text:
        raise CallerError(
            "The override is empty.",
            where=f"override {target}",
            mend=f'Say what is true: crew override {project.id} {target} "…"',
        )
    known = known_targets(project, campaign)
    if target not in known:
        raise _unknown(project, campaign, target, known)
    _check_sense(project, campaign, target, text)
    return Override(target=target, text=text)


def _unknown(
    project: Project, campaign: Campaign, target: str, known: tuple[str, ...]
) -> CallerError:
    question = next((q for q in campaign.brief.questions if q.id == target), None)
    if question is not None:  # the one way a question can exist and not be known
        return CallerError(
            f"{target} is no assumption: the brand folder answers it ({question.answer})",
            where=f"project {project.id}",
            mend="Change the brand folder and run again.",
        )
    listed = ", ".join(known) if known else "none; nothing was assumed"
    return CallerError(
        f"There is no assumption or question {target}.",
        where=f"project {project.id}",
        mend=f"In the ledger: {listed}. Read it: crew status {project.id}",
    )


def _check_sense(project: Project, campaign: Campaign, target: str, text: str) -> None:
    """Figures must be figures, and what replaces a statement must be one."""
    clash = _clashes(project).get(number_of(target))
    if clash is not None and not readable(clash, text):
        wanted = {
            "date": "a date with its year",
            "platforms": "a platform's name",
            "milestones": "a recipe whose milestones take so long to a new project",
        }
        raise CallerError(
            f"It is not clear what {text!r} means for: {clash.question}",
            where=f"override {target}",
            mend=f"Give {wanted.get(clash.key, f'a number of {clash.key}')}.",
        )
    number = number_of(target)
    stated = any(number_of(a.id) == number and a.fact_id for a in campaign.brief.assumptions)
    if stated and says_nothing(text):
        raise CallerError(
            f"{text!r} leaves the posts that rest on {target} without anything to say.",
            where=f"override {target}",
            mend="Say what holds instead.",
        )


def _clashes(project: Project) -> dict[int, Contradiction]:
    file = project.file
    version = project.current
    recipe = recipe_of(file.recipe, version.stretch)
    found = contradictions(file.goal, file.kit, recipe, project.begun(version).date())
    return dict(enumerate(found, len(needs_of(file.recipe, file.kit)) + 1))


async def _remember(
    run: Run, project: Project, campaign: Campaign, word: Override, clock: Clock
) -> None:
    """The brand's next campaign finds the person's words; a decision on this goal alone is not
    for the next one.
    """
    from memory.store import Memory

    file = project.file
    number = number_of(word.target)
    if number in _clashes(project):
        return
    question = _question(campaign, number)
    item = to_remember(file.id, question.text if question else "", word.target, word.text)
    if question is None:
        item = item.model_copy(update={"text": word.text})
    async with Memory(
        run.settings, file.tenant, file.id, brand=file.kit.id, events=run.events
    ) as memory:
        await memory.remember([item.model_copy(update={"created_at": clock.now()})])


def _question(campaign: Campaign, number: int) -> Question | None:
    return next((q for q in campaign.brief.questions if number_of(q.id) == number), None)
