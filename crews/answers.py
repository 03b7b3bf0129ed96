"""A person's answers: read from the command line or a callable, checked before they are kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import regex

from crews.project import Project
from memory.facts import STATEMENT_CHARS
from studiocrew.contracts import Post, Question
from studiocrew.errors import AwaitingPerson, CallerError
from studiocrew.text import one_line, sounds_like_orders

Approve = Callable[[list[Post]], bool]
"""Is shown the posts and says whether to schedule them."""

Ask = Callable[[list[Question]], Mapping[str, str]]
"""Is given the open questions, all at once; returns answers by id. Empty or absent: assume."""

YES = ("yes", "y", "approve", "approved", "ok")
_NAMED = regex.compile(r"\s*(Q\d+)\s*=(.*)", regex.IGNORECASE | regex.DOTALL)


def named_answers(said: str | Sequence[str] | Mapping[str, str]) -> dict[str, str] | None:
    """Answers by question id, from a mapping or from words such as `Q1=At the counter`.

    None where nothing is named: then it is about approval. Raises `CallerError` where some are
    named and some are not, and for words that cannot become a fact.
    """
    if isinstance(said, Mapping):
        return checked(said)
    found = [(word, _NAMED.fullmatch(word)) for word in ([said] if isinstance(said, str) else said)]
    if not any(match for _, match in found):
        return None
    if stray := [word for word, match in found if match is None]:
        raise CallerError(
            f"{stray[0]!r} does not say which question it answers.",
            where="--answer",
            mend='Give each its question: --answer Q1="…" --answer Q2="…"',
        )
    return checked({match[1].upper(): match[2] for _, match in found if match})


def checked(answers: Mapping[str, str]) -> dict[str, str]:
    """The answers in one line each. Raises `CallerError` for one that cannot become a fact."""
    return {name: usable(text, name) for name, text in answers.items()}


def usable(text: str, where: str) -> str:
    """A person's words as a statement can quote them; empty stays empty."""
    text = one_line(text)
    if len(text) > STATEMENT_CHARS - 1:
        raise CallerError(
            f"This is too long to quote: {len(text)} characters, {STATEMENT_CHARS - 1} at most.",
            where=where,
            mend="Say it in one sentence; material belongs in the brand folder.",
        )
    if sounds_like_orders(text):
        raise CallerError(
            "This reads like an order to a model, and is no statement to build on.",
            where=where,
            mend="Say what is true of the business.",
        )
    return text


def answered_by(ask: Ask, questions: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What the callable says, for the question that waits in the graph."""
    asked = [Question.model_validate(question) for question in questions]
    return {"answers": checked(ask(asked))}


def awaiting_answers(project: Project, questions: Sequence[Mapping[str, Any]]) -> AwaitingPerson:
    """The project stops here; its questions stay until they are answered."""
    shown = "\n".join(f"  {question['id']}  {question['text']}" for question in questions)
    project.note_end(
        "waiting",
        "answers: " + " ".join(f"{q['id']} {q['text']}" for q in questions),
        questions=[{"id": q["id"], "text": q["text"]} for q in questions],
    )
    given = " ".join(f'--answer {question["id"]}="…"' for question in questions)
    return AwaitingPerson(
        f"Before it goes on, the crew wants to know:\n{shown}",
        where=f"project {project.id}",
        mend=f"crew resume {project.id} {given}   (leave one empty and it is assumed)",
        questions=questions,
    )


def said_by(
    question: dict[str, Any], approve: Approve | None, ask: Ask | None
) -> dict[str, Any] | None:
    """What the caller's own function answers; None where there is none for this question."""
    if "questions" in question:
        return answered_by(ask, question["questions"]) if ask else None
    posts = [Post.model_validate(post) for post in question["posts"]]
    return decision("yes" if approve(posts) else "no") if approve else None


def reply(answer: str | Sequence[str] | Mapping[str, str]) -> dict[str, Any]:
    """A person's words as the answer to whatever the project waits for."""
    named = named_answers(answer)
    if named is not None:
        return {"answers": named}
    return decision(answer if isinstance(answer, str) else " ".join(answer))


def decision(answer: str) -> dict[str, Any]:
    """A person's words as an answer to the approval question."""
    word, _, note = answer.strip().partition(" ")
    approved = word.lower().rstrip(",.:;") in YES
    return {"decision": "approved" if approved else "rejected", "note": note.strip()}


def awaiting(project: Project, question: dict[str, Any]) -> AwaitingPerson:
    """The error that says what the project waits for, and how to go on."""
    if "questions" in question:
        return awaiting_answers(project, question["questions"])
    project.note_end("waiting", "approval")
    return AwaitingPerson(
        "The posts are ready and wait for approval.",
        where=f"project {project.id}",
        mend=f'crew resume {project.id} --answer yes   (or --answer "no, because…"; post by post: '
        f"crew approvals {project.id} --write FILE)",
    )
