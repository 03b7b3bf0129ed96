"""What a piece of feedback is about, and for a look the typed change that it asks for.

Plain words decide (`tools.identity.reading`). The strategist is asked only where they do not, and
chooses among the same words. What is understood is said back in a sentence.
"""

from __future__ import annotations

from typing import Literal

import regex
from pydantic import create_model

from graphs.craft import Answer
from graphs.desk import Directive
from graphs.makers.identity import frozen
from graphs.prompts import FEEDBACK_LOOK, FEEDBACK_TARGET
from roles.agent import RoleAgent
from studiocrew.contracts import Campaign, LookChange, LookPart
from studiocrew.errors import CallerError, ModelError
from tools.identity.apply import changed
from tools.identity.reading import about_look, parts_named, picked, read_change
from tools.identity.variant import AXES

_WORDS = regex.compile(
    r"\b(captions?|texts?|words?|wording|shorter|longer|tone|emojis?|hashtags?|copy|writing|posts?|"
    r"headlines?|cta|kürzer|länger|texte?|beiträge|más cortos?|textos?|plus courts?|légendes?)\b",
    regex.IGNORECASE,
)
_ONE = regex.compile(
    r"\b(post|card|picture|image|beitrag|bild|publicación|imagen|publication|image)[ -]?"
    r"(?:no\.? ?|nr\.? ?|#)?(\d{1,3})\b",
    regex.IGNORECASE,
)
_A_POST = ("post", "beitrag", "publicación", "publication")

WISHES = (
    "warmer", "cooler", "lighter", "darker", "more vivid", "more muted", "more premium",
    "more casual", "less cartoonish", "calmer", "livelier", "more modern", "more traditional",
)  # fmt: skip
"""What the model may answer with: words that `read_change` knows."""

_PARTS: dict[str, tuple[LookPart, ...]] = {
    "all": (), "logo": ("mark",), "colours": ("colours",), "type": ("type",),
    "pattern": ("motif",), "layout": ("layout",),
}  # fmt: skip


async def understand(text: str, campaign: Campaign, role: RoleAgent, number: int) -> Directive:
    """A typed change, and in words what it was taken to mean.

    Raises `CallerError` for empty feedback, for a post that does not exist, and where a look is
    meant but not how it should differ, or where it cannot differ that way.
    """
    text = text.strip()
    if not text:
        raise CallerError(
            "The feedback is empty.",
            where="feedback",
            mend='Say what to change: "shorter captions"',
        )
    if one := _ONE.search(text):
        return _of_one(text, one, campaign, number)
    kinds = {task.produces for task in campaign.plan.tasks}
    change = read_change(text)
    target = _target(text, change, kinds) or await _asked_target(text, kinds, role, number)
    if target != "identity":
        return Directive(
            target=target, text=text[:2000], number=number, understood=_of_words(target)
        )
    change = change or await _asked_change(text, role, number)
    return Directive(
        target=target,
        text=text[:2000],
        number=number,
        change=change,
        understood=_of_identity(campaign, change),
    )


def chosen(identity: str | int | None) -> tuple[Directive, ...]:
    """What a run begins with where somebody has chosen a concept beforehand: "B", or 2.

    Raises `CallerError` for one of which there never is any.
    """
    if identity is None:
        return ()
    if not (letter := picked(str(identity).strip())):
        raise CallerError(
            f"There is no identity concept {identity!r}.",
            where="identity",
            mend="There are three: 1, 2, 3, or A, B, C.",
        )
    said = f"The identity: concept {letter}, whatever the scores say."
    change = LookChange(pick=letter)
    text = f"use identity {letter}"
    return (Directive(target="identity", text=text, understood=said, change=change),)


def _target(text: str, change: LookChange | None, kinds: set[str]) -> str:
    """What plain words decide; empty where they do not."""
    low = text.lower()
    look, words = about_look(low) or change is not None, bool(_WORDS.search(low))
    if look and words and not parts_named(low):
        look = change is not None and bool(change.pick)  # "a more formal tone" is about words
        words = not look
    if look != words and ("identity" if look else "post") in kinds:
        return "identity" if look else "post"
    return ""


async def _asked_target(text: str, kinds: set[str], role: RoleAgent, number: int) -> str:
    targets = tuple(kind for kind in ("identity", "post", "document") if kind in kinds)
    schema = create_model("Target", __base__=Answer, target=(Literal[targets], ...))
    try:
        said = await role.do(
            f"Feedback: {text[:500]}",
            job=FEEDBACK_TARGET.job,
            slot=f"feedback.{number}",
            schema=schema,
            temperature=0.0,
            max_tokens=16,
        )
    except ModelError:
        return targets[0]
    return str(said.model_dump()["target"])


async def _asked_change(text: str, role: RoleAgent, number: int) -> LookChange:
    schema = create_model(
        "LookWish",
        __base__=Answer,
        wish=(Literal[(*WISHES, "unclear")], ...),
        part=(Literal[tuple(_PARTS)], ...),
    )
    try:
        said = await role.do(
            f"Feedback: {text[:500]}",
            job=FEEDBACK_LOOK.job,
            examples=FEEDBACK_LOOK.examples,
            slot=f"feedback.{number}.look",
            schema=schema,
            temperature=0.0,
            max_tokens=24,
        )
    except ModelError:
        raise _unclear(text) from None
    answer = said.model_dump()
    change = read_change(answer["wish"])
    if change is None:
        raise _unclear(text)
    return change.model_copy(update={"parts": parts_named(text.lower()) or _PARTS[answer["part"]]})


def _of_one(text: str, one: regex.Match[str], campaign: Campaign, number: int) -> Directive:
    """Feedback on one post: on its picture where a part of that is named, else on its words."""
    post = _existing(f"post-{one[2]}", campaign)
    rest = f"{text[: one.start()]} {text[one.end() :]}"
    change = read_change(rest)
    picture = one[1].lower() not in _A_POST or about_look(rest.lower())
    card = post.replace("post-", "card-")
    if change is None or not picture or card not in {task.id for task in campaign.plan.tasks}:
        if one[1].lower() not in _A_POST and not _WORDS.search(rest):
            raise _unclear(rest)
        said = f"Only the words of {post}, and its picture where it quotes them."
        return Directive(target=post, text=text[:2000], number=number, understood=said)
    if not change.family and not any(getattr(change, axis) for axis in AXES):
        raise CallerError(
            "Type, logo, pattern and leading colour belong to the whole campaign.",
            where="feedback",
            mend="Say it without a number, or ask for a calmer, livelier, warmer, cooler, lighter "
            "or darker picture.",
        )
    said = f"Only the picture of {post}: {_wish(change)}, within the identity. All else stays."
    return Directive(target=card, text=text[:2000], number=number, change=change, understood=said)


def _existing(post: str, campaign: Campaign) -> str:
    if post in {task.id for task in campaign.plan.tasks}:
        return post
    known = ", ".join(p.id for p in campaign.posts)
    raise CallerError(f"There is no {post}.", where="feedback", mend=f"Posts: {known}.")


_STEPS = {
    "temperature": ("cooler", "warmer"),
    "saturation": ("quieter in colour", "stronger in colour"),
    "lightness": ("darker", "lighter"),
    "energy": ("calmer", "livelier"),
}


def _wish(change: LookChange) -> str:
    words = [
        ("much " if abs(step) > 1 else "") + pair[step > 0]
        for axis, pair in _STEPS.items()
        if (step := getattr(change, axis))
    ]
    return ", ".join([*words, *([f"in a {change.family} layout"] if change.family else [])])


def _of_words(target: str) -> str:
    if target == "document":
        return "The documents are written again; posts and look stay."
    return "Every caption is written again with this in mind; the look stays."


def _of_identity(campaign: Campaign, change: LookChange) -> str:
    """What the change does to this very look. Raises `CallerError` if that is nothing."""
    before = campaign.identity
    if before is None or campaign.concepts is None:
        raise CallerError(
            "This campaign has no look of its own.",
            where="feedback",
            mend="Give feedback on its words.",
        )
    if change.pick:
        concept = next(c for c in campaign.concepts.concepts if c.id == change.pick)
        after = frozen(campaign.concepts, [change])
        said: tuple[str, ...] = (f"identity {change.pick}, {concept.title}",)
    else:
        after, said = changed(before, change)
    if _look(after) == _look(before):
        raise CallerError(
            f"That would change nothing: {'; '.join(said) or 'it is so already'}.",
            where="feedback",
            mend="Ask for more of something else, or for another concept: use identity B.",
        )
    parts = {
        "colours": after.swatches == before.swatches,
        "type": after.pairing == before.pairing,
        "logo": after.mark == before.mark,
        "pattern": after.motif == before.motif,
        "layout": (after.family, after.imagery) == (before.family, before.imagery),
    }
    kept = ", ".join([part for part, same in parts.items() if same] + ["captions", "calendar"])
    return f"The identity: {'; '.join(said)}. What stays: {kept}."


def _look(identity: object) -> tuple[object, ...]:
    names = ("swatches", "pairing", "mark", "motif", "family", "imagery", "picked_by")
    return tuple(getattr(identity, name) for name in names)


def _unclear(text: str) -> CallerError:
    return CallerError(
        f"It is not clear how the look should change: {text.strip()[:80]!r}.",
        where="feedback",
        mend="Say what it should be more of: warmer, cooler, lighter, darker, calmer, livelier, "
        "more premium, more casual, more modern; or which part: logo, colours, type, pattern, "
        "layout; or another concept: use identity B.",
    )
