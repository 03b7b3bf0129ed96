"""The only place that builds a Qdrant filter, so that none is ever built without a tenant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from memory.items import Scope
from studiocrew.errors import CallerError

if TYPE_CHECKING:
    from qdrant_client import models


def readable(scope: Scope, kinds: Sequence[str] | None = None) -> models.Filter:
    """The project's own items and its brand's shared ones, of that tenant alone."""
    from qdrant_client import models

    shelves = [_shelf("project", "project", scope.project)]
    if scope.brand:
        shelves.append(_shelf("brand", "brand", scope.brand))
    must: list[models.Condition] = [_tenant(scope.tenant), models.Filter(should=[*shelves])]
    if kinds is not None:
        must.append(models.FieldCondition(key="kind", match=models.MatchAny(any=list(kinds))))
    return models.Filter(must=must)


def of_project(scope: Scope) -> models.Filter:
    """Everything private to the project."""
    from qdrant_client import models

    return models.Filter(must=[_tenant(scope.tenant), _shelf("project", "project", scope.project)])


def of_brand(tenant: str, brand: str) -> models.Filter:
    """Everything about the brand: its shelf and its projects' own items."""
    from qdrant_client import models

    return models.Filter(must=[_tenant(tenant), _is("brand", brand)])


def outdated(scope: Scope, keep: Sequence[str]) -> models.Filter:
    """What was read from the brand folder once and is not among `keep`, the ids it yields now."""
    from qdrant_client import models

    return models.Filter(
        must=[
            _tenant(scope.tenant),
            _shelf("brand", "brand", scope.brand),
            _is("origin", "folder"),
        ],
        must_not=[models.HasIdCondition(has_id=list(keep))],
    )


def require_tenant(query_filter: models.Filter) -> models.Filter:
    """Refuse a filter that is not pinned to one tenant and one project or brand.

    Called by the store right before anything is sent. Raises `CallerError`.
    """
    keys = {key for condition in _listed(query_filter.must) for key in _keys(condition)}
    if "tenant" not in keys or not keys & {"project", "brand"}:
        raise CallerError(
            "Memory is never searched without a tenant and a project or brand.",
            where="memory",
            mend="Go through Memory(settings, tenant, project), which adds both.",
        )
    return query_filter


def _keys(condition: object) -> set[str]:
    """Keys pinned to a non-empty value by this condition, however it is nested."""
    from qdrant_client import models

    if isinstance(condition, models.FieldCondition):
        match = condition.match
        return {condition.key} if isinstance(match, models.MatchValue) and match.value else set()
    if isinstance(condition, models.Filter):
        any_of = [_keys(part) for part in _listed(condition.should)]
        all_of = [_keys(part) for part in _listed(condition.must)]
        owners = [keys & {"project", "brand"} for keys in any_of]
        pinned: set[str] = set().union(*all_of)
        # "project or brand" pins an owner only if every alternative does.
        return pinned | (set().union(*owners) if any_of and all(owners) else set())
    return set()


def _listed(conditions: object) -> list[object]:
    if conditions is None:
        return []
    return list(conditions) if isinstance(conditions, list) else [conditions]


def _tenant(tenant: str) -> models.FieldCondition:
    return _is("tenant", tenant)


def _shelf(shelf: str, key: str, owner: str) -> models.Filter:
    from qdrant_client import models

    return models.Filter(must=[_is("shelf", shelf), _is(key, owner)])


def _is(key: str, value: str) -> models.FieldCondition:
    from qdrant_client import models

    return models.FieldCondition(key=key, match=models.MatchValue(value=value))
