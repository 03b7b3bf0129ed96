"""Judging what was made against the frozen checklist: code first, the model for the rest."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Annotated

from pydantic import StringConstraints

from graphs.calibration import Scale
from graphs.craft import Answer
from graphs.judgements import FITTING, JUDGEMENTS, SEEN
from graphs.looking import Eyes
from graphs.products import PostDraft, Product
from graphs.scheduler import together
from graphs.studio import Studio
from studiocrew.contracts import (
    Asset,
    Brief,
    Check,
    ChecklistItem,
    Concepts,
    Document,
    Identity,
    Plan,
    Post,
)
from studiocrew.errors import ModelError
from tools.case import Case, Target, slides_in
from tools.checks import CHECKS
from tools.visual.checks import able

LIKELY = 0.5
"""Probability from which a model item passes, unless the item says otherwise."""


class Opinion(Answer):
    """For endpoints that give no probabilities: the reviewer's word and reason."""

    passed: bool
    why: Annotated[str, StringConstraints(max_length=160)]


def gather_case(
    studio: Studio, brief: Brief, plan: Plan, products: Iterable[Product], past: Sequence[str] = ()
) -> Case:
    """What the checks look at, from the products of the plan."""
    made = list(products)
    assets = tuple(product for product in made if isinstance(product, Asset))
    cards = {asset.post_id: asset for asset in assets if asset.kind == "card"}
    wanted = [task for task in plan.tasks if task.produces == "post"]
    return Case(
        kit=studio.kit,
        brief=brief,
        posts=tuple(pictured(d.post, cards) for d in made if isinstance(d, PostDraft)),
        assets=tuple(page for asset in assets for page in asset.pages),
        slides=slides_in(assets),
        documents=tuple(product for product in made if isinstance(product, Document)),
        wanted_posts=len(wanted),
        wanted_platforms=tuple(dict.fromkeys(str(task.params["platform"]) for task in wanted)),
        past=past,
        identity=next((product for product in made if isinstance(product, Identity)), None),
        concepts=next((product.concepts for product in made if isinstance(product, Concepts)), ()),
        open=lambda sha256: studio.artifacts.path(sha256).read_bytes(),
    )


def pictured(post: Post, cards: Mapping[str | None, Asset]) -> Post:
    """The post with its card and the card's alt text."""
    card = cards.get(post.id)
    if card is None:
        return post
    return post.model_copy(update={"asset_id": card.id, "alt_text": post.alt_text or card.alt_text})


async def judge(
    studio: Studio, case: Case, checklist: Sequence[ChecklistItem], only: str | None = None
) -> list[Check]:
    """A verdict for every item and target, in checklist order. `only` limits to one target: of a
    carousel, all its pictures.

    None for what nobody here can look at: pictures without a vision model, words without OCR.
    """
    targets: dict[str, Sequence[Target]] = {
        "post": case.posts,
        "asset": case.assets,
        "document": case.documents,
        "campaign": (None,),
    }
    pairs = [
        (item, target)
        for item in checklist
        if _able(studio, item)
        for target in targets[item.scope]
        if only in (None, case.home(target)[0])
    ]
    eyes = Eyes(studio, case, checklist)
    return await together(_verdict(studio, case, eyes, item, target) for item, target in pairs)


def _able(studio: Studio, item: ChecklistItem) -> bool:
    if item.kind == "model":
        return item.check != SEEN or bool(studio.gateway.eyes)
    return able(item.check)


async def _verdict(
    studio: Studio, case: Case, eyes: Eyes, item: ChecklistItem, target: Target
) -> Check:
    known = CHECKS if item.kind == "code" else FITTING
    if item.check not in known:  # a project pinned it, and this version has it no more
        passed, text = False, f"this version of studiocrew has no check named {item.check}"
    elif item.kind == "code":
        # In a thread where pixels are counted: the loop has other work meanwhile.
        check = partial(CHECKS[item.check], case, target, item.params)
        seen = isinstance(target, Asset)
        evidence = await asyncio.to_thread(check) if seen else check()
        passed, text = evidence.passed, evidence.text
    elif item.check == SEEN and isinstance(target, Asset):
        passed, text = await eyes.verdict(item, target)
    else:
        passed, text = await _opinion(studio, item, target)
    home, slide = case.home(target)
    return Check(
        item=item.id,
        target_id=home,
        kind=item.kind,
        passed=passed,
        evidence=f"slide {slide}: {text}" if slide else text,
        severity=item.severity,
        slide=slide,
    )


async def _opinion(studio: Studio, item: ChecklistItem, target: Target) -> tuple[bool, str]:
    """The reviewer's probability; its stated opinion where the endpoint tells none."""
    reviewer, ask = studio.roles["qa_reviewer"], JUDGEMENTS[item.check]
    slot = f"check.{item.id}.{target.id if target else 'campaign'}"
    try:
        shares = await reviewer.weigh(
            ask.about(f"Text: {_text(target)}"),
            (ask.good, ask.bad),
            job=ask.job,
            examples=ask.examples,
            slot=slot,
        )
        if shares is not None:
            least = float(item.params.get("least", LIKELY))
            return _weighed(studio.scale(item.check), shares[ask.good], least)
        said = await reviewer.do(
            f"Text: {_text(target)}",
            job=f"Say whether this holds for the text, and why: {item.text}",
            slot=slot,
            schema=Opinion,
            temperature=0.0,
        )
    except ModelError as error:
        return False, f"could not be judged: {error.what}"
    return said.passed, said.why


def _weighed(scale: Scale | None, said: float, least: float) -> tuple[bool, str]:
    """A verdict on what the model says, as far as it has been found to know."""
    if scale is None:
        return said >= least, f"the reviewer says {said:.2f}, {least:.2f} needed; not calibrated"
    if not scale.tells:
        return True, f"left to people: this model cannot tell (area under the curve {scale.auc})"
    likely = scale.calibrated(said)
    found = f"{likely:.2f} likely, {least:.2f} needed; calibrated on {scale.texts} marked texts"
    return likely >= least, found


def _text(target: Target) -> str:
    match target:
        case Post():
            return " ".join(target.caption.split())
        case Document():
            return " ".join(target.text.split())[:1500]
        case Asset():
            return target.alt_text
        case None:
            return ""
