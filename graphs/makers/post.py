"""A post: an opening, the facts as the owner would tell them, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from pydantic import StringConstraints

from graphs.craft import Answer, drafts, tidy
from graphs.desk import Desk
from graphs.makers.question import asks, invitation
from graphs.makers.wording import faithful, gathered, inviting, last_clause, repeats
from graphs.products import PostDraft, Product
from graphs.prompts import CLOSINGS, OPENINGS, RETELLINGS, WHOLE_POST, facts_block
from graphs.studio import Judge, Studio
from graphs.support import room
from graphs.variety import by_voice
from studiocrew.contracts import Brief, CardCopy, Fact, Post, Task
from studiocrew.errors import ModelError
from studiocrew.text import sentence
from tools.fidelity import pieced, retensed
from tools.hashtags import hashtags_for
from tools.platforms import caption_problems, platform
from tools.screening import Known, Verdict, screen
from tools.speech import by_name, in_first_person, ordered
from tools.vocabulary import has_url, similarity

HEADLINE_LIMIT = 36
"""Characters a card's headline may have and still be set large in every size."""


ENOUGH = 3.5
"""Score from which an opening is good and no more drafts are asked for. Judged by reading."""


@dataclass(frozen=True)
class Assignment:
    """One post's share of the plan, with the facts looked up."""

    task: Task
    brief: Brief
    facts: tuple[Fact, ...]  # the first is what the post is about
    action: Fact | None
    attempt: int = 0
    note: str = ""  # what a reviewer or a person asked for

    @property
    def main(self) -> str:
        return self.say(self.facts[0])

    def say(self, fact: Fact) -> str:
        """A fact as the brand itself would say it."""
        return in_first_person(fact.statement, self.brief.brand_name, self.brief.language)

    @property
    def further(self) -> list[Fact]:
        """What there is room for beside the main fact; what is about the same thing comes first.

        "£34." after a sentence about something else would be the price of nothing.
        """
        thing = f"{self.main.partition(': ')[0]}: "
        able = self.facts[1 : room(self.task.params["platform"])]
        return sorted(able, key=lambda fact: not self.say(fact).startswith(thing))

    def more(self, fact: Fact) -> str:
        """A further fact; of another menu line about the main thing only what is new: "£34."."""
        thing, colon, rest = self.say(fact).partition(": ")
        again = colon and self.main.startswith(f"{thing}: ")
        return rest[:1].upper() + rest[1:] if again else self.say(fact)

    @property
    def case(self) -> tuple[str, ...]:
        """The lines that change from post to post, for the end of a prompt."""
        trade = self.brief.trade or self.brief.brand_name
        return (f"Business: {trade}",)


class WholePost(Answer):
    """All of a post at once, for models that can."""

    opening: Annotated[str, StringConstraints(max_length=90)]
    body: Annotated[str, StringConstraints(max_length=600)]
    closing: Annotated[str, StringConstraints(max_length=120)]
    headline: Annotated[str, StringConstraints(max_length=HEADLINE_LIMIT + 12)]


@dataclass(frozen=True)
class Copy:
    """The parts of a caption, before they are put together."""

    opening: str
    body: tuple[str, ...]
    closing: str
    headline: str


async def make_post(desk: Desk, task: Task, inputs: Mapping[str, Product]) -> PostDraft:
    facts = tuple(desk.fact(fact_id) for fact_id in task.params["facts"])
    action = task.params.get("action")
    work = Assignment(
        task,
        desk.brief,
        facts,
        desk.fact(action) if action else None,
        attempt=desk.attempt + desk.changes(task.id, "post"),
        note=desk.wish(task.id, "post"),
    )
    return await write_post(desk.studio, work)


async def write_post(studio: Studio, work: Assignment) -> PostDraft:
    """Write, fit and dress one post. Falls back to the brand's own words, never to invention."""
    if asks(work.facts[0]):
        copy = await _question(studio, work)
    else:
        copy = await (_at_once if studio.roomy else _part_by_part)(studio, work)
    task = work.task
    copy = _signed(copy, studio.kit.name, work.brief.language)
    caption = fit(copy, task.params["platform"])
    tags = hashtags_for(
        task.params["platform"], studio.kit, [work.facts[0].statement], place=_place(work.brief)
    )
    tags = _fitting_tags(task.params["platform"], caption, tags)
    post = Post(
        id=task.id,
        platform=task.params["platform"],
        caption=caption,
        hashtags=tags,
        scheduled_at=task.params["scheduled_at"],
        status="draft",
        fact_ids=tuple(fact.id for fact in _resting_on(work)),
    )
    return PostDraft(post=post, card=_card(studio, work, copy))


def _signed(copy: Copy, name: str, language: str) -> Copy:
    """With the brand's name in the closing where nothing in the post says whose it is."""
    copy = replace(copy, closing=ordered(copy.closing, name, language))
    said = " ".join((copy.opening, *copy.body, copy.closing)).lower()
    if not name or name.lower() in said:
        return copy
    return replace(copy, closing=by_name(copy.closing, name, language))


async def _question(studio: Studio, work: Assignment) -> Copy:
    """A question, how to answer it, and what one can do, where that is known."""
    asked = work.facts[0].statement
    answer = await invitation(
        studio,
        work.brief,
        work.task.role,
        asked,
        slot=f"{work.task.id}.invitation",
        attempt=work.attempt,
    )
    closing = await _closing(studio, work, taken=[asked])
    return Copy(asked, (sentence(answer),) if answer else (), closing, asked)


async def _part_by_part(studio: Studio, work: Assignment) -> Copy:
    """One small call a slot: what a model of a billion parameters does well."""

    def judge(line: str) -> Verdict:
        had = studio.earlier.paragraphs
        verdict = _judge(studio, work, line, about=work.main, limit=80, taken=had)
        faults = list(verdict.faults)
        if has_url(line):  # an address is where a post ends
            faults.append("is an address")
        if not pieced(line, work.main, work.brief.language):
            faults.append("leaves a word out or brings one in")
        if retensed(line, work.main, work.brief.language):
            faults.append("puts it into another time")
        return Verdict(tuple(faults), verdict.score)

    openings = await _openings(studio, work, judge)
    main = await _retell(studio, work)
    closing = await _closing(studio, work, taken=[*openings[:1], main])
    opening, headline = _opening_and_headline(openings, work, judge)
    more = [work.more(fact) for fact in work.further]
    return Copy(opening, (main, *gathered(more)), closing, headline)


async def _openings(studio: Studio, work: Assignment, judge: Judge) -> list[str]:
    return await drafts(
        studio.roles[work.task.role],
        OPENINGS,
        *work.case,
        f"Fact: {work.main}",
        _wish(work),
        slot=f"{work.task.id}.opening",
        judge=studio.judged(judge),
        prefer=by_voice(studio, work.brief),
        count=4,
        longest=70,
        attempt=work.attempt,
        rounds=2,
        enough=ENOUGH,
    )


async def _retell(studio: Studio, work: Assignment) -> str:
    """The main fact in the crew's words if they keep all of it, else in the owner's."""

    def judge(line: str) -> Verdict:
        verdict = _judge(studio, work, line, work.main, 220)
        return faithful(line, work.main, verdict, work.brief.language)

    lines = await drafts(
        studio.roles[work.task.role],
        RETELLINGS,
        *work.case,
        f"Fact: {work.main}",
        _wish(work),
        slot=f"{work.task.id}.body",
        judge=studio.judged(judge),
        prefer=by_voice(studio, work.brief),
        count=2,
        longest=min(220, len(work.main) + 60),
        attempt=work.attempt,
        rounds=1,
    )
    return sentence(lines[0] if lines else work.main)


async def _closing(studio: Studio, work: Assignment, taken: Sequence[str]) -> str:
    if work.action is None:
        return ""
    fact = work.action.statement  # with the brand's name: somewhere a caption must say whose it is

    def judge(line: str) -> Verdict:
        verdict = _judge(studio, work, line, about=fact, limit=110, taken=taken, strays=0)
        return inviting(line, fact, verdict, work.brief.language, studio.kit.name)

    lines = await drafts(
        studio.roles[work.task.role],
        CLOSINGS,
        *work.case,
        f"Fact: {fact}",
        slot=f"{work.task.id}.closing",
        judge=studio.judged(judge),
        prefer=by_voice(studio, work.brief),
        count=3,
        longest=100,
        attempt=work.attempt,
    )
    return sentence(lines[0] if lines else fact)


async def _at_once(studio: Studio, work: Assignment) -> Copy:
    """The whole post in one call; parts that fail the screen are taken from the facts."""
    where = platform(work.task.params["platform"])
    about = [work.say(fact) for fact in _resting_on(work)]
    best: Copy | None = None
    for again in range(2):
        try:
            draft = await studio.roles[work.task.role].do(
                "\n".join(
                    [
                        f"Platform: {where.name}. {where.tone}",
                        f"Brand: {work.brief.brand_name}. Tone: {', '.join(work.brief.tone)}",
                        f"Angle: {work.task.params.get('stance', '')}",
                        facts_block(about),
                        _wish(work),
                    ]
                ),
                job=WHOLE_POST.job,
                slot=f"{work.task.id}.whole",
                schema=WholePost,
                attempt=work.attempt * 2 + again,
                max_tokens=500,
            )
        except ModelError:
            continue
        best, clean = _screened(studio, work, draft)
        if clean:
            break
    return best or Copy("", (sentence(work.main),), sentence(_said(work)), "")


def _screened(studio: Studio, work: Assignment, draft: WholePost) -> tuple[Copy, bool]:
    said = " ".join(work.say(fact) for fact in _resting_on(work))
    had = studio.earlier.paragraphs

    def ok(text: str, limit: int, taken: Sequence[str] = ()) -> bool:
        judge = studio.judged(lambda line: _judge(studio, work, line, said, limit, taken))
        return judge(text).usable

    opening, body, closing = tidy(draft.opening), draft.body.strip(), tidy(draft.closing)
    headline = tidy(draft.headline).rstrip(".")
    kept = Copy(
        opening if ok(opening, 90, had) else "",
        (body,) if ok(body, 600, had) else (sentence(work.main),),
        closing if ok(closing, 120) else sentence(_said(work)),
        headline if ok(headline, HEADLINE_LIMIT) else "",
    )
    return kept, (kept.opening, kept.closing) == (opening, closing) and kept.body == (body,)


def _judge(
    studio: Studio,
    work: Assignment,
    line: str,
    about: str = "",
    limit: int = 200,
    taken: Sequence[str] = (),
    strays: int = 1,
) -> Verdict:
    """Screen against the one fact a line is about: another fact's price must not slip in."""
    kit, brief = studio.kit, work.brief
    known = Known.of((kit.name, kit.trade, about, work.note), brief.language)
    return screen(
        line,
        known=known,
        about=about,
        limit=limit,
        avoid=brief.avoid,
        taken=taken,
        strays=strays,
    )


def _opening_and_headline(openings: list[str], work: Assignment, judge: Judge) -> tuple[str, str]:
    """The best opening leads the caption; another good short one is set on the card."""
    opening = next((line for line in openings if not repeats(line, work.main)), "")
    short = [line for line in openings if len(line) <= HEADLINE_LIMIT]
    good = [line for line in short if judge(line).score >= ENOUGH and line != opening]
    headline = (good or short or [""])[0]
    return opening, headline.rstrip(".") if headline.count(".") == 1 else headline


def fit(copy: Copy, platform_id: str) -> str:
    """The fullest caption within the platform's limit: parts are dropped, never cut."""
    body = list(copy.body)
    while True:
        lead = [copy.opening] if copy.opening else body[:1]  # what is read before the fold
        parts = [*lead, " ".join(body if copy.opening else body[1:]), copy.closing]
        caption = "\n\n".join(part for part in parts if part)
        hard = [p for p in caption_problems(platform_id, caption) if p.severity == "hard"]
        too_long = any(problem.limit < problem.found for problem in hard)
        if not too_long or not body:
            return caption
        body.pop()


def _fitting_tags(platform_id: str, caption: str, tags: tuple[str, ...]) -> tuple[str, ...]:
    while tags and any(
        p.severity == "hard" for p in caption_problems(platform_id, caption, tags, "x")
    ):
        tags = tags[:-1]
    return tags


def _card(studio: Studio, work: Assignment, copy: Copy) -> CardCopy:
    kit = studio.kit
    headline = copy.headline or copy.opening or work.main
    body = work.main if similarity(work.main, headline) < 0.9 else ""
    return CardCopy(
        headline=headline if len(headline) <= 90 else kit.name,
        kicker=kit.tagline if 0 < len(kit.tagline) <= 40 else kit.trade[:1].upper() + kit.trade[1:],
        body=body if len(body) <= 140 else "",
        details=tuple(work.task.params.get("details", ()))[:3],
        emphasis=last_clause(headline),
    )


def _resting_on(work: Assignment) -> tuple[Fact, ...]:
    return (*work.facts, *((work.action,) if work.action else ()))


def _said(work: Assignment) -> str:
    return work.say(work.action) if work.action else ""


def _wish(work: Assignment) -> str:
    return f"Please: {work.note}" if work.note else ""


def _place(brief: Brief) -> str:
    return next((f.statement for f in brief.facts if f.kind == "place"), "")
