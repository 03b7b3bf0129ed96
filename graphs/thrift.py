"""What a plan will cost, and what is left undone where the budget is short.

Least value goes first: what a model would judge (a person can look), then second attempts at what
failed, then posts: those that rest on an assumption, those whose angle another post has, the
latest. What was left out stands in the campaign, and is made up for once the limit is raised.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from graphs.makers import EXPECTED_TOKENS
from graphs.recipe import Recipe
from graphs.stretches import stretches
from graphs.unknowns import SURE
from studiocrew.contracts import Brief, ChecklistItem, Plan, Task

JUDGEMENT = 260
"""Tokens of one model judgement: the mean of 88 in 25 runs with the embedded model."""

SPARED_JUDGEMENTS = "{count} promises that a model judges were not judged: the budget is short."
SPARED_REVISION = "What failed its checks was not attempted again: the budget is short."


def expected(tasks: Collection[Task], made: Collection[str] = ()) -> dict[str, int]:
    """Tokens that tasks are expected to take, by role. What is `made` already takes none."""
    found: Counter[str] = Counter()
    for task in tasks:
        if task.id not in made:
            found[task.role] += EXPECTED_TOKENS.get(task.produces, 0)
    return {role: tokens for role, tokens in found.items() if tokens}


def judgements(checklist: Sequence[ChecklistItem], targets: Mapping[str, int]) -> int:
    """How many verdicts a model is asked for. `targets` counts those of each scope."""
    return sum(targets.get(item.scope, 0) for item in checklist if item.kind == "model")


def foreseen(recipe: Recipe, posts: int | None = None) -> dict[str, int]:
    """Tokens that a run of the recipe is expected to take, by role, before there is a plan.

    `posts` is how many there will be, where the goal says so.
    """
    found: Counter[str] = Counter()
    many = recipe.posts if posts is None or not recipe.posts else posts
    if many or recipe.look:
        found["art_director"] += EXPECTED_TOKENS["concepts"]
    found["copywriter"] += many * EXPECTED_TOKENS["post"]
    for document in recipe.documents:
        found[document.role] += EXPECTED_TOKENS["document"]
    targets = {"post": many, "document": len(recipe.documents), "campaign": 1}
    found["qa_reviewer"] += JUDGEMENT * judgements(recipe.checklist, targets)
    return {role: tokens for role, tokens in found.items() if tokens}


def share_of(recipe: Recipe, number: int) -> float:
    """The part of what is left that a stretch may take: what it needs of what is still to come."""
    costs = [sum(foreseen(one.recipe).values()) for one in stretches(recipe)[number - 1 :]]
    return costs[0] / sum(costs) if costs else 1.0


def affordable(
    plan: Plan, brief: Brief, left: int | None, made: Collection[str] = ()
) -> tuple[Plan, tuple[str, ...]]:
    """The plan with as many posts as `left` tokens allow, and the ids of posts that were dropped.

    The last post is never dropped: a plan that cannot pay for one is refused by `check_plan`.
    """
    dropped: list[str] = []
    while left is not None and sum(expected(plan.tasks, made).values()) > left:
        posts = [task for task in plan.tasks if task.produces == "post"]
        able = [task for task in posts if task.id not in made]
        if len(posts) < 2 or not able:
            break
        least = min(able, key=lambda task: _value(task, posts, brief))
        dropped.append(least.id)
        plan = without(plan, least.id)
    return plan, tuple(dropped)


def _value(task: Task, posts: Sequence[Task], brief: Brief) -> tuple[bool, bool, int]:
    """What a post adds, as a key: the smallest is missed least."""
    sure = {fact.id for fact in brief.facts if fact.confidence >= SURE}
    angles = Counter(str(post.params.get("angle")) for post in posts)
    alone = angles[str(task.params.get("angle"))] == 1
    rests_on_facts = set(task.params.get("facts", ())) <= sure
    return rests_on_facts, alone, -posts.index(task)


def without(plan: Plan, post: str) -> Plan:
    """The plan without a post and whatever is made of it alone."""
    gone = {post} | {t.id for t in plan.tasks if t.produces == "card" and post in t.inputs}
    kept = [
        task.model_copy(update={"inputs": tuple(i for i in task.inputs if i not in gone)})
        for task in plan.tasks
        if task.id not in gone
    ]
    return plan.model_copy(update={"tasks": tuple(kept)})


def trimmed(brief: Brief, plan: Plan) -> Brief:
    """The brief, whose assumptions no longer name what is not made."""
    there = {task.id for task in plan.tasks}
    assumptions = [
        a.model_copy(update={"affects": tuple(name for name in a.affects if name in there)})
        for a in brief.assumptions
    ]
    return brief.model_copy(update={"assumptions": tuple(assumptions)})


def said_of(dropped: Sequence[str]) -> list[str]:
    """What the campaign says of posts that were not made."""
    many = len(dropped)
    if not many:
        return []
    posts = "post was" if many == 1 else "posts were"
    return [f"{many} {posts} left out for the budget ({', '.join(dropped)})."]
