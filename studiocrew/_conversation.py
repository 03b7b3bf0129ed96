"""One ask, from the first request to an outcome: judge the reply, and ask again if that may help.

Bounded: a cut-off answer gets one longer try, an unusable one two corrections, a refusal none.
"""

from __future__ import annotations

import json
from dataclasses import replace

from pydantic import BaseModel

from studiocrew._courier import Verdict
from studiocrew._dialect import Message, Turn
from studiocrew._parse import Unusable, parse, spoken
from studiocrew._reply import Reply

REPAIRS = 2


class Conversation:
    """The turns of one ask. `turn` is the next to send; `judge` and `go_on` are called in step."""

    def __init__(self, turn: Turn, schema: type[BaseModel] | None, longest: int) -> None:
        self.turn = turn
        self._schema = schema
        self._longest = longest
        self._repairs = 0
        self._lengthened = False
        self._first = turn

    def judge(self, reply: Reply) -> Verdict:
        """What to make of `reply`. Status "rejected" means that `go_on` has a next turn."""
        if reply.refusal or reply.finish == "content_filter":
            why = reply.refusal or "stopped by the endpoint's content filter"
            return Verdict("refused", text=reply.text, why=why)
        if reply.finish == "length":
            why = f"the answer was cut off at {self.turn.max_tokens} tokens"
            return Verdict(
                "rejected" if self._may_lengthen() else "truncated", text=reply.text, why=why
            )
        try:
            return self._accepted(spoken(reply.text))
        except Unusable as err:
            status = "rejected" if self._repairs < REPAIRS else "malformed"
            return Verdict(status, text=reply.text, why=str(err))

    def go_on(self, reply: Reply, why: str) -> None:
        """Prepare the next turn after a rejected `reply`."""
        changed = {"version": self.turn.version + 1, "seed": (self.turn.seed + 1) % 2**31}
        if reply.finish == "length":
            self._lengthened = True
            doubled = min(self.turn.max_tokens * 2, self._longest)
            self.turn = replace(self.turn, max_tokens=doubled, **changed)
            return
        self._repairs += 1
        messages = _corrected(self._first.messages, reply.text, why)
        self.turn = replace(self.turn, messages=messages, **changed)

    def _may_lengthen(self) -> bool:
        return not self._lengthened and self.turn.max_tokens < self._longest

    def _accepted(self, text: str) -> Verdict:
        if not text:
            raise Unusable("The answer was empty.")
        if self._schema is None:
            return Verdict("answered", text=text)
        value, data = parse(text, self._schema)
        return Verdict("answered", text=json.dumps(value, ensure_ascii=False), data=data)


def _corrected(messages: tuple[Message, ...], said: str, why: str) -> tuple[Message, ...]:
    """The first prompt, the last bad answer and what is wrong with it. Never a longer history:
    a small model loses itself in its own mistakes."""
    note = f"That cannot be used:\n{why}\nAnswer again, complete and in the form asked for."
    if said.strip():
        return (
            *messages,
            Message(role="assistant", content=said),
            Message(role="user", content=note),
        )
    # Nothing to quote, and many chat templates refuse two messages of one role in a row.
    last = messages[-1]
    return (*messages[:-1], Message(role=last["role"], content=f"{last['content']}\n\n{note}"))
