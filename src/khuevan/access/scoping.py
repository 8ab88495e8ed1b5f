"""Access scoping: the one place that decides which rows an actor sees."""

from __future__ import annotations

from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import Q

from khuevan.access.contracts import Permission
from khuevan_kernel.actor import Actor

M = TypeVar("M", bound=models.Model)


class Unscoped(RuntimeError):
    """Rows were asked for without saying for whom: a bug, not a refusal."""


class OutOfReach(LookupError):
    """The row does not exist as far as this actor can tell."""


class ScopedQuerySet(models.QuerySet[M]):
    """Rows that belong to a unit. Nothing comes out before it is said who looks."""

    _for: str | None = None

    def visible_to(self, actor: Actor, may: Permission) -> Self:
        """The rows below the units where ``actor`` has the permission ``may``."""
        branch = f"{self.model.scope_path}__startswith"  # type: ignore[attr-defined]
        reach = Q(pk__in=())
        for path in actor.reaches.get(may, ()):
            reach |= Q(**{branch: path})
        return self.filter(reach)._marked(actor.id)

    def for_system(self, reason: str) -> Self:
        """Every row, for work that acts for nobody; the reason is for whoever reads the code."""
        return self._marked(reason)

    def one(self, **lookup: Any) -> M:
        """The only row that matches, or ``OutOfReach``."""
        try:
            return self.get(**lookup)
        except self.model.DoesNotExist:  # type: ignore[attr-defined]
            raise OutOfReach(f"{self.model.__name__} {lookup}") from None

    def _marked(self, who: str) -> Self:
        clone = self.all()
        clone._for = who
        return clone

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone._for = self._for
        return clone

    def _demand_scope(self) -> None:
        if self._for is None:
            raise Unscoped(f"{self.model.__name__}: say visible_to(...) or for_system(...) first")

    def _fetch_all(self) -> None:
        self._demand_scope()
        super()._fetch_all()

    def __or__(self, other: Any) -> Self:
        other._demand_scope()
        return super().__or__(other)

    def union(self, *others: Any, all: bool = False) -> Self:
        for other in others:
            other._demand_scope()
        return super().union(*others, all=all)

    def iterator(self, *args: Any, **kwargs: Any) -> Any:
        self._demand_scope()
        return super().iterator(*args, **kwargs)

    def count(self) -> int:
        self._demand_scope()
        return super().count()

    def exists(self) -> bool:
        self._demand_scope()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._demand_scope()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._demand_scope()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._demand_scope()
        return super().delete()
