"""Half-open periods in UTC, ``[valid_from, valid_until)``: the columns, their constraints, the question."""

from datetime import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q


class Range(Func):
    """The range of a row's period, as PostgreSQL compares it."""

    function = "tstzrange"
    output_field = DateTimeRangeField()


def columns() -> tuple[models.DateTimeField, models.DateTimeField]:
    """``valid_from`` and ``valid_until``; an open period has no end."""
    return models.DateTimeField(), models.DateTimeField(null=True)


def not_empty(name: str) -> models.CheckConstraint:
    """A period lasts: it begins before it ends."""
    return models.CheckConstraint(
        condition=Q(valid_until=None) | Q(valid_from__lt=F("valid_until")), name=name
    )


def one_at_a_time(name: str, *fields: str) -> ExclusionConstraint:
    """No two periods with the same values in ``fields`` overlap."""
    same = [(field, RangeOperators.EQUAL) for field in fields]
    return ExclusionConstraint(
        name=name, expressions=[*same, (Range("valid_from", "valid_until"), RangeOperators.OVERLAPS)]
    )


def holds(at: datetime) -> Q:
    """The rows whose period contains this moment: its first instant counts, its last does not."""
    return Q(valid_from__lte=at) & (Q(valid_until=None) | Q(valid_until__gt=at))
