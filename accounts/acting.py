"""Who acts, and as which PostgreSQL login: the one way into the database.

Every domain call runs inside one of these contexts. Each opens a transaction on the right login and tells
row-level security for whom; models and services never name a database alias.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

WEB = "default"
PIPELINE = "pipeline"
OWNER = "owner"

_login: ContextVar[str] = ContextVar("hub_login", default=WEB)

_moment: ContextVar[datetime | None] = ContextVar("hub_moment", default=None)

_organisation: ContextVar[UUID | None] = ContextVar("hub_organisation", default=None)

_ENTER = (
    "SELECT now(), current_setting('hub.organisation', true), current_setting('hub.person', true),"
    " set_config('hub.organisation', %s, true), set_config('hub.person', %s, true)"
)
_LEAVE = "SELECT set_config('hub.organisation', %s, true), set_config('hub.person', %s, true)"


class LoginRouter:
    """Sends every query to the login of the current acting context."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return _login.get()

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return _login.get()

    def allow_relation(self, first: Any, second: Any, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return None if db == OWNER else False


def alias() -> str:
    """The database alias of the current context, for the few calls that must be told (locks, on_commit)."""
    return _login.get()


def connection() -> BaseDatabaseWrapper:
    """The connection of the current context, for SQL that the ORM cannot say."""
    return connections[_login.get()]


def transaction_time() -> datetime:
    """When the current acting context's transaction began, by the database's clock (one clock judges)."""
    moment = _moment.get()
    if moment is None:
        raise RuntimeError("outside of any acting context there is no transaction whose time could be told")
    return moment


def organisation() -> UUID | None:
    """The organisation for which the current context acts; none for the pipeline, the owner and nobody."""
    return _organisation.get()


@contextmanager
def as_organisation(organisation: UUID, *, person: UUID | None = None) -> Iterator[None]:
    """Act for one organisation (and as one of its people) on the web login, in a transaction of its own."""
    with _acting(WEB, organisation, person):
        yield


@contextmanager
def as_person(person: UUID) -> Iterator[None]:
    """Act as a signed-in person who has not chosen an organisation: sees only what is the person's own."""
    with _acting(WEB, None, person):
        yield


@contextmanager
def as_nobody() -> Iterator[None]:
    """Act before anyone is known (sign-in, token checks): no tenant's rows are visible."""
    with _acting(WEB, None, None):
        yield


@contextmanager
def as_pipeline() -> Iterator[None]:
    """Act as the pipeline, which routes and delivers for everybody and is reachable by nobody."""
    with _acting(PIPELINE, None, None):
        yield


@contextmanager
def as_owner(*, organisation: UUID | None = None) -> Iterator[None]:
    """Act as the owner of the schema: the shell's bootstrap (of that organisation) and nothing else."""
    with _acting(OWNER, organisation, None):
        yield


@contextmanager
def _acting(login: str, organisation: UUID | None, person: UUID | None) -> Iterator[None]:
    outer_login = _login.set(login)
    outer_organisation = _organisation.set(organisation)
    outer_moment = _moment.set(None)
    try:
        outermost = not connections[login].in_atomic_block
        with transaction.atomic(using=login):
            moment, *previous = _enter(login, organisation, person)
            _moment.set(moment)
            yield
            if not outermost:
                # set_config(..., true) outlives a released savepoint: put back what the outer context had.
                _leave(login, previous)
    finally:
        _moment.reset(outer_moment)
        _organisation.reset(outer_organisation)
        _login.reset(outer_login)


def _enter(login: str, organisation: UUID | None, person: UUID | None) -> tuple[datetime, str, str]:
    with connections[login].cursor() as cursor:
        cursor.execute(_ENTER, [str(organisation or ""), str(person or "")])
        moment, outer_organisation, outer_person = cursor.fetchone()[:3]
    return moment, outer_organisation or "", outer_person or ""


def _leave(login: str, previous: list[str]) -> None:
    with connections[login].cursor() as cursor:
        cursor.execute(_LEAVE, previous)
