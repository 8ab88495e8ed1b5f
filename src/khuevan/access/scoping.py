"""Access scoping: the one place that decides which rows an actor sees.

The mark that says for whom rows are asked sits on the query itself, which refuses to become SQL without it.
So every way to run a query asks for it: loops, values, aggregates, subqueries, unions, prefetches, async.
"""

from __future__ import annotations

from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.db.models.sql import Query

from khuevan.access.contracts import Permission
from khuevan_kernel.actor import Actor

M = TypeVar("M", bound=models.Model)

_SYSTEM = "for system: "


class Unscoped(RuntimeError):
    """Rows were asked for without saying for whom: a bug, not a refusal."""


class OutOfReach(LookupError):
    """The row does not exist as far as this actor can tell."""


class _ScopedQuery(Query):
    """A query that becomes SQL only once it is said who looks."""

    seen_by: str | None = None  # an actor's id, or why the system looks

    def demand_scope(self) -> None:
        if self.seen_by is None:
            name = self.model.__name__ if self.model else "?"
            raise Unscoped(f"{name}: say visible_to(...) or for_system(...) first")

    def get_compiler(self, *args: Any, **kwargs: Any) -> Any:
        self.demand_scope()
        return super().get_compiler(*args, **kwargs)

    def split_exclude(self, *args: Any, **kwargs: Any) -> Any:
        # Django builds the inner query of an exclusion over many rows as one of self's class, without a mark.
        # It is a condition of this query, which is asked for its own; nothing comes out of the inner one.
        self.__class__ = Query  # type: ignore[assignment]
        try:
            return Query.split_exclude(self, *args, **kwargs)
        finally:
            self.__class__ = _ScopedQuery


class ScopedQuerySet(models.QuerySet[M]):
    """Rows that belong to a unit. Nothing comes out before it is said who looks."""

    def __init__(
        self, model: Any = None, query: Any = None, using: str | None = None, hints: Any = None
    ) -> None:
        super().__init__(model, query or _ScopedQuery(model), using, hints)

    def visible_to(self, actor: Actor, may: Permission) -> Self:
        """The rows below the units where ``actor`` has the permission ``may``."""
        branch = f"{self.model.scope_path}__startswith"  # type: ignore[attr-defined]
        reach = Q(pk__in=())
        for path in actor.reaches.get(may, ()):
            reach |= Q(**{branch: path})
        return self.filter(reach)._marked(actor.id)

    def for_system(self, reason: str) -> Self:
        """Every row, for work that acts for nobody; the reason is for whoever reads the code."""
        return self._marked(f"{_SYSTEM}{reason}")

    def one(self, **lookup: Any) -> M:
        """The only row that matches, or ``OutOfReach``."""
        try:
            return self.get(**lookup)
        except self.model.DoesNotExist:  # type: ignore[attr-defined]
            raise OutOfReach(f"{self.model.__name__} {sorted(lookup)}") from None

    def _marked(self, seen_by: str) -> Self:
        clone = self.all()
        clone.query.seen_by = seen_by  # type: ignore[attr-defined]
        return clone

    def _demand_scope(self) -> None:
        self.query.demand_scope()  # type: ignore[attr-defined]

    def _demand_system(self) -> None:
        self._demand_scope()
        if not self.query.seen_by.startswith(_SYSTEM):  # type: ignore[attr-defined]
            raise Unscoped(f"{self.model.__name__}: no scope holds here; say for_system(...)")

    def _demand_scopes(self, *others: Any) -> None:
        self._demand_scope()
        for other in others:
            if not isinstance(other, ScopedQuerySet):
                raise Unscoped(f"{self.model.__name__}: joined with rows that no scope guards")
            other._demand_scope()

    # Queries that are added together: each has to be scoped, or one would lend the other its mark.

    def __or__(self, other: Any) -> Self:
        self._demand_scopes(other)
        return super().__or__(other)

    def __xor__(self, other: Any) -> Self:
        self._demand_scopes(other)
        return super().__xor__(other)

    def __and__(self, other: Any) -> Self:
        self._demand_scopes(other)
        return super().__and__(other)

    def union(self, *others: Any, all: bool = False) -> Self:
        self._demand_scopes(*others)
        return super().union(*others, all=all)

    def intersection(self, *others: Any) -> Self:
        self._demand_scopes(*others)
        return super().intersection(*others)

    def difference(self, *others: Any) -> Self:
        self._demand_scopes(*others)
        return super().difference(*others)

    # Ways round the query's own refusal: no SQL of its own, or a query of another class.

    def _fetch_all(self) -> None:
        self._demand_scope()
        super()._fetch_all()

    def raw(self, *args: Any, **kwargs: Any) -> Any:
        """Refused: no scope can be put on SQL that is written out."""
        raise Unscoped(f"{self.model.__name__}: rows by written SQL cannot be scoped")

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> Any:
        """Add rows. To change rows that stand by it is for the system alone: no filter holds there."""
        if kwargs.get("update_conflicts"):
            self._demand_system()
        return super().bulk_create(objs, *args, **kwargs)

    def bulk_update(self, objs: Any, *args: Any, **kwargs: Any) -> int:
        """Change rows by their keys, for the system alone: no filter holds there."""
        self._demand_system()
        return super().bulk_update(objs, *args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._demand_scope()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._demand_scope()
        return super().delete()

    def _raw_delete(self, using: str | None) -> int:
        self._demand_scope()
        return super()._raw_delete(using)
