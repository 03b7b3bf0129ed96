"""The approval file: posts to decide on, in a form that can be mailed, filled in and read back.

CSV for a spreadsheet, YAML or Markdown for a text editor. Whoever fills it in writes a decision, a
reason if they like, and may change a caption where it stands. Each post carries a mark of the words
it was written with, so that an answer to an older text is noticed and not applied to a newer one.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import regex
import yaml
from pydantic import Field, ValidationError

from crews.deciding import editing
from graphs.hand import Decision, Hand
from studiocrew.authored import parse_authored, read_text
from studiocrew.contracts import Contract, Post
from studiocrew.errors import AuthorError, CallerError

COLUMNS = ("post", "platform", "date", "caption", "hashtags", "decision", "reason", "mark")

HOW = (
    "Write yes, no or variants as the decision; a reason helps. Leave it empty to decide later.",
    "You may change a caption or its hashtags: your words are kept as they are, and still need "
    "a yes to go out.",
)
_YES = {"yes", "y", "ok", "approve", "approved"}
_NO = {"no", "n", "reject", "rejected"}
_MORE = {"variants", "variant", "more", "another"}
_FENCE = "~~~~"
_SECTION = regex.compile(r"^## (?P<post>[A-Za-z0-9._-]+) · .*?<!-- (?P<mark>[0-9a-f]{12}) -->\s*$")
_FIELD = regex.compile(r"^\*{0,2}(Decision|Reason|Hashtags):\*{0,2}[ \t]*(.*)$", regex.IGNORECASE)


class Answer(Contract):
    """One post of a filled-in file."""

    post: str
    platform: str = ""
    date: str = ""
    caption: str
    hashtags: str | None = Field(default=None, description="None: the file says nothing of them.")
    decision: str = ""
    reason: str = Field(default="", max_length=2000)
    mark: str


class Sheet(Contract):
    """The whole file."""

    project: str = ""
    posts: tuple[Answer, ...] = Field(max_length=500)


@dataclass(frozen=True)
class Reading:
    """What a file says: decisions, and posts (with reasons) that variants are wanted of."""

    decisions: tuple[Decision, ...]
    variants: Mapping[str, str]


def write_sheet(path: Path, project: str, posts: Sequence[Post]) -> bytes:
    """The file for these posts, in the format that its name says. Raises `CallerError`."""
    return _format(path)[0](project, [_blank(post) for post in posts]).encode(
        "utf-8-sig" if path.suffix.lower() == ".csv" else "utf-8"
    )


def read_sheet(path: Path, project: str, posts: Sequence[Post]) -> Reading:
    """What was filled in. Raises `AuthorError` naming file and post for anything unclear: a word
    that is no decision, a post that is not there, one that has changed since, another project's.
    """
    text = read_text(path).removeprefix("\ufeff")
    sheet = _format(path)[1](text, path)
    if sheet.project not in ("", project):
        raise _unclear(path, "the file", f"it is about project {sheet.project}, not {project}")
    by_id = {post.id: post for post in posts}
    seen: set[str] = set()
    decisions: list[Decision] = []
    variants: dict[str, str] = {}
    for answer in sheet.posts:
        if answer.post in seen:
            raise _unclear(path, answer.post, "it stands there twice")
        seen.add(answer.post)
        post = by_id.get(answer.post)
        if post is None:
            raise _unclear(
                path, answer.post, f"there is no such post; there are {', '.join(by_id)}"
            )
        word = answer.decision.strip().strip(".!").lower()
        edit = _edit(answer, post)
        if (word or edit) and answer.mark.strip() != mark(post):
            raise _unclear(path, post.id, "the post has changed since the file was written")
        if edit:
            decisions.append(editing(post.id, edit))
        if word in _YES | _NO:
            verdict = "approved" if word in _YES else "rejected"
            reason = " ".join(answer.reason.split())
            decisions.append(Decision(post=post.id, verdict=verdict, reason=reason))
        elif word in _MORE:
            variants[post.id] = " ".join(answer.reason.split())
        elif word:
            raise _unclear(
                path, post.id, f"{answer.decision!r} is no decision: yes, no or variants"
            )
    return Reading(tuple(decisions), variants)


def mark(post: Post) -> str:
    """Stands for what was shown of a post; another once any of it changes."""
    shown = (post.id, post.platform, post.caption, post.hashtags, str(post.scheduled_at))
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:12]


def _blank(post: Post) -> Answer:
    date = f"{post.scheduled_at:%Y-%m-%d %H:%M}" if post.scheduled_at else ""
    return Answer(
        post=post.id,
        platform=post.platform,
        date=date,
        caption=post.caption,
        hashtags=" ".join(post.hashtags),
        mark=mark(post),
    )


def _edit(answer: Answer, post: Post) -> Hand | None:
    """What was changed in the text itself. Spreadsheets and mail change line ends and edges."""
    caption = _plain(answer.caption)
    tags = post.hashtags if answer.hashtags is None else tuple(answer.hashtags.split())
    new_caption = caption if caption and caption != _plain(post.caption) else None
    new_tags = tags if tags != post.hashtags else None
    if new_caption is None and new_tags is None:
        return None
    return Hand(caption=new_caption, hashtags=new_tags)


def _plain(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def _to_csv(project: str, answers: Iterable[Answer]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for answer in answers:
        writer.writerow(_inert(str(getattr(answer, name))) for name in COLUMNS)
    for line in HOW:
        writer.writerow([f"# {line}"])
    return out.getvalue()


def _inert(cell: str) -> str:
    """A cell no spreadsheet takes for a formula (OWASP, CSV injection); undone when read."""
    return f"'{cell}" if cell.lstrip("'").startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def _live(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and _inert(cell[1:]) == cell else cell


def _from_csv(text: str, path: Path) -> Sheet:
    first = text.split("\n", 1)[0]
    separator = ";" if first.count(";") > first.count(",") else ","  # Excel's, in half of Europe
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    heads = [head.strip().lower() for head in rows[0]] if rows else []
    if missing := [name for name in ("post", "caption", "decision", "mark") if name not in heads]:
        raise _unclear(path, "the first line", f"the column {missing[0]} is missing")
    answers: list[dict[str, str]] = []
    for row in rows[1:]:
        cells = dict(zip(heads, map(_live, row), strict=False))
        remark = (cells.get("post", "").strip() or "".join(row)).startswith("#")
        if any(row) and not remark:
            answers.append({name: cells[name] for name in COLUMNS if name in cells})
    return _checked({"posts": answers}, path)


def _to_yaml(project: str, answers: Iterable[Answer]) -> str:
    data = {"project": project, "posts": [answer.model_dump() for answer in answers]}
    body = yaml.dump(data, Dumper=_Blocks, allow_unicode=True, sort_keys=False, width=10_000)
    return "".join(f"# {line}\n" for line in HOW) + body


class _Blocks(yaml.SafeDumper):
    """Writes captions as they read: a block of lines, not one line of escapes."""


def _block(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else '"' if text else "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Blocks.add_representer(str, _block)


def _from_yaml(text: str, path: Path) -> Sheet:
    return parse_authored(text, Sheet, where=str(path))


def _to_markdown(project: str, answers: Iterable[Answer]) -> str:
    parts = [f"# Posts of {project}, for approval\n", *HOW, ""]
    for answer in answers:
        fence = _FENCE
        while fence in answer.caption:
            fence += "~"
        parts += [
            f"## {answer.post} · {answer.platform} · {answer.date} <!-- {answer.mark} -->\n",
            "**Decision:** \n",
            "**Reason:** \n",
            f"**Hashtags:** {answer.hashtags}\n",
            fence,
            answer.caption,
            fence + "\n",
        ]
    return "\n".join(parts)


def _from_markdown(text: str, path: Path) -> Sheet:
    title = regex.match(r"# Posts of ([A-Za-z0-9._-]+),", text)
    answers: list[dict[str, str]] = []
    fence, caption, field = "", list[str](), ""
    for line in text.replace("\r\n", "\n").split("\n"):
        if fence:
            if line.rstrip() == fence:
                answers[-1]["caption"], fence = "\n".join(caption), ""
            else:
                caption.append(line)
        elif found := _SECTION.match(line):
            answers.append({"post": found["post"], "mark": found["mark"], "caption": ""})
            field = ""
        elif line.startswith("## "):
            raise _unclear(path, line[3:40], "its heading has been changed")
        elif answers and line.startswith(_FENCE):
            fence, caption, field = line.rstrip(), [], ""
        elif answers and (given := _FIELD.match(line)):
            field = given[1].lower()
            answers[-1][field] = given[2].strip()
        elif answers and field:  # long answers are wrapped, or written below their line
            answers[-1][field] = f"{answers[-1][field]} {line.strip()}".strip()
        elif answers and line.strip():  # nothing that somebody wrote is passed over in silence
            why = f"it is not clear what “{line.strip()[:60]}” belongs to; write it as the reason"
            raise _unclear(path, answers[-1]["post"], why)
    if fence:
        raise _unclear(path, answers[-1]["post"], f"the line {fence} after its caption is missing")
    return _checked({"project": title[1] if title else "", "posts": answers}, path)


def _checked(data: dict[str, Any], path: Path) -> Sheet:
    try:
        return Sheet.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ("file", *first["loc"])
        number = where[2] if len(where) > 2 else None
        post = data["posts"][number].get("post") if isinstance(number, int) else ""
        raise _unclear(path, post or "the file", f"{where[-1]}: {first['msg']}") from None


Writer = Callable[[str, Iterable[Answer]], str]
Reader = Callable[[str, Path], Sheet]
_FORMATS: dict[str, tuple[Writer, Reader]] = {
    ".csv": (_to_csv, _from_csv),
    ".yaml": (_to_yaml, _from_yaml),
    ".yml": (_to_yaml, _from_yaml),
    ".md": (_to_markdown, _from_markdown),
}


def _format(path: Path) -> tuple[Writer, Reader]:
    try:
        return _FORMATS[path.suffix.lower()]
    except KeyError:
        raise CallerError(
            f"{path.name} does not say which kind of file it is.",
            where=str(path),
            mend=f"Let its name end in one of: {', '.join(_FORMATS)}.",
        ) from None


def _unclear(path: Path, place: str, why: str) -> AuthorError:
    return AuthorError(
        f"{place}: {why}.",
        where=str(path),
        mend="Correct the file, or write it anew with --write. Nothing was decided.",
    )
