"""The only place that builds a filter, so that none is ever built without a tenant.

Filters are plain data, which each way of reaching Qdrant turns into its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from memory.items import Scope
from studiocrew.errors import CallerError

_WORDLESS = "the shelf without words"
_WORDLESS_SHELF = ("shelf", "tenant")
_OWNERS = {"project", "brand", _WORDLESS}


@dataclass(frozen=True, slots=True)
class Is:
    """The payload's `key` is one of the values."""

    key: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HasId:
    """The point is one of these."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Points for which all of `must`, one of `should` (if any) and none of `never` hold."""

    must: tuple[Condition, ...] = ()
    should: tuple[Condition, ...] = ()
    never: tuple[Condition, ...] = ()
    whole: bool = False
    """All of a tenant, whoever owns it: `of_tenant`, for counting and deleting only."""


Condition = Is | HasId | Chosen

PAST = Is("state", ("past",))
"""Items that a newer one has superseded; searched only where history is wanted."""


def is_(key: str, *values: str) -> Is:
    return Is(key, values)


def readable(scope: Scope, kinds: Sequence[str] | None = None, *, history: bool = False) -> Chosen:
    """The project's own items and its brand's shared ones, of that tenant alone."""
    shelves = [_shelf("project", "project", scope.project)]
    if scope.brand:
        shelves.append(_shelf("brand", "brand", scope.brand))
    must: list[Condition] = [_tenant(scope.tenant), Chosen(should=tuple(shelves))]
    if kinds is not None:
        must.append(Is("kind", tuple(kinds)))
    return Chosen(must=tuple(must), never=() if history else (PAST,))


def elsewhere(scope: Scope) -> Chosen:
    """The fingerprints of the tenant's other projects and other brands."""
    own = [is_("project", scope.project), *([is_("brand", scope.brand)] if scope.brand else [])]
    return Chosen(
        must=(_tenant(scope.tenant), is_("shelf", "tenant"), is_("kind", "fingerprint")),
        never=tuple(own),
    )


def of_project(scope: Scope) -> Chosen:
    """Everything private to the project, and its fingerprint."""
    shelves = tuple(_shelf(shelf, "project", scope.project) for shelf in ("project", "tenant"))
    return Chosen(must=(_tenant(scope.tenant), Chosen(should=shelves)))


def of_brand(tenant: str, brand: str) -> Chosen:
    """Everything about the brand: its shelf and its projects' own items."""
    return Chosen(must=(_tenant(tenant), is_("brand", brand)))


def of_tenant(tenant: str) -> Chosen:
    """Everything of a tenant's."""
    return Chosen(must=(_tenant(tenant),), whole=True)


def beside(payload: Mapping[str, Any]) -> Chosen:
    """The current items of the same owner, shelf and kind as a point."""
    shelf = str(payload["shelf"])
    key = "brand" if shelf == "brand" else "project"
    return Chosen(
        must=(
            _tenant(str(payload["tenant"])),
            _shelf(shelf, key, str(payload[key])),
            is_("kind", str(payload["kind"])),
        ),
        never=(PAST,),
    )


def of_shelf(scope: Scope) -> Chosen:
    """All that the brand's shelf holds, past items too."""
    return Chosen(must=(_tenant(scope.tenant), _shelf("brand", "brand", scope.brand)))


def outdated(scope: Scope, keep: Sequence[str]) -> Chosen:
    """What was read from the brand folder once and is not among `keep`, the ids it yields now."""
    return Chosen(
        must=(
            _tenant(scope.tenant),
            _shelf("brand", "brand", scope.brand),
            is_("origin", "folder"),
        ),
        never=(HasId(tuple(keep)),),
    )


def require_tenant(chosen: Chosen, *, whole: bool = False) -> Chosen:
    """Refuse a filter that is not pinned to one tenant and one project or brand.

    The tenant's own shelf needs no other owner: no words lie there (`MemoryItem`). `whole` lets
    `of_tenant` pass as well. Called right before anything is read or deleted. Raises `CallerError`.
    """
    keys = {key for condition in chosen.must for key in _keys(condition)}
    if whole and chosen.whole and "tenant" in keys:
        return chosen
    if "tenant" not in keys or not keys & _OWNERS:
        raise CallerError(
            "Memory is never searched without a tenant and a project or brand.",
            where="memory",
            mend="Go through Memory(settings, tenant, project), which adds both.",
        )
    return chosen


def _keys(condition: Condition) -> set[str]:
    """Keys pinned to one non-empty value by this condition, however it is nested."""
    if isinstance(condition, Is):
        if len(condition.values) != 1 or not condition.values[0]:
            return set()
        wordless = (condition.key, condition.values[0]) == _WORDLESS_SHELF
        return {_WORDLESS} if wordless else {condition.key}
    if isinstance(condition, Chosen):
        owners = [_keys(part) & _OWNERS for part in condition.should]
        pinned: set[str] = set().union(*map(_keys, condition.must))
        # "project or brand" pins an owner only if every alternative does.
        return pinned | (set().union(*owners) if owners and all(owners) else set())
    return set()


def _tenant(tenant: str) -> Is:
    return is_("tenant", tenant)


def _shelf(shelf: str, key: str, owner: str) -> Chosen:
    return Chosen(must=(is_("shelf", shelf), is_(key, owner)))
