"""Keeping API clients: making them, rotating their secrets, ending them, handing out access tokens."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from accounts import acting, clock
from accounts.access.digests import digest
from accounts.access.models import Client, ClientSecret, Token
from accounts.access.permissions import SCOPES, check_may_keep_clients
from accounts.callers import Caller
from accounts.errors import Conflict, Fault, Forbidden, Invalid
from accounts.naming import faults_in_name
from accounts.sentences import Sentence
from accounts.trail import services as trail

TOKEN_LASTS = timedelta(hours=1)
LONGEST_OVERLAP = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class NewSecret:
    """A client and its new secret, which is shown once and kept by nobody."""

    client: Client
    secret: str


@dataclass(frozen=True, slots=True)
class NewToken:
    """An access token, the scopes in it, and for how many seconds it is good."""

    token: str
    scopes: tuple[str, ...]
    lasts: int


def make_client(*, name: str, scopes: Collection[str], by: Caller, at: datetime) -> NewSecret:
    """Make an API client of one's own organisation, within scopes."""
    check_may_keep_clients(by)
    scopes = sorted(set(scopes))
    _check(name=name, scopes=scopes)
    _check_no_wider(scopes, by=by)
    made = create_client(organisation_id=by.organisation, name=name, scopes=scopes, at=at)
    _record("made", made.client, by=by, at=at, values={"name": made.client.name, "scopes": scopes})
    return made


def create_client(*, organisation_id: UUID, name: str, scopes: list[str], at: datetime) -> NewSecret:
    """The rows of a client, without asking who may: for ``make_client`` and the shell's bootstrap."""
    client = Client.objects.create(
        organisation_id=organisation_id, name=name.strip(), scopes=scopes, created_at=at
    )
    return NewSecret(client, _new_secret(client, at=at))


def rotate_secret(
    *, client: Client, by: Caller, at: datetime, overlap: timedelta = timedelta(0)
) -> NewSecret:
    """Give a client a new secret. The old one, and the tokens got with it, end after ``overlap``."""
    check_may_keep_clients(by)
    locked = _locked(client)
    _check_no_wider(locked.scopes, by=by)
    if not timedelta(0) <= overlap <= LONGEST_OVERLAP:
        fault = Fault("/overlap_hours", "out-of-range", "From 0 to 168 hours.")
        raise Invalid("invalid-overlap", "Mend what is listed and send it again.", faults=[fault])
    end = at + overlap
    later = Q(valid_until=None) | Q(valid_until__gt=end)
    ClientSecret.objects.filter(later, client=locked).update(valid_until=end)
    secret = _new_secret(locked, at=at)
    _record("secret rotated", locked, by=by, at=at, values={"old_until": end.isoformat()})
    return NewSecret(locked, secret)


def end_client(*, client: Client, by: Caller, at: datetime, reason: str = "") -> None:
    """End a client: its secrets and tokens are dead from now on."""
    check_may_keep_clients(by)
    locked = _locked(client)
    locked.ended_at = at
    locked.save(update_fields=["ended_at"])
    _record("ended", locked, by=by, at=at, reason=reason)


def hand_out_token(*, client: UUID, secret: str, scopes: Collection[str] | None) -> NewToken | None:
    """An access token for a client that shows its secret (RFC 6749 section 4.4); ``None`` if it is not valid.

    ``scopes`` narrows the token; a scope that the client does not have is refused as ``invalid-scope``.
    """
    with acting.as_nobody(), acting.connection().cursor() as cursor:
        cursor.execute(
            "SELECT organisation, secret, scopes FROM hub_calling_with_secret(%s, %s)",
            [client, digest(secret)],
        )
        found = cursor.fetchone()
    if found is None:
        return None
    organisation, secret_id, own = found
    wanted = own if scopes is None else sorted(set(scopes))
    if not set(wanted) <= set(own) or not wanted:
        raise Invalid("invalid-scope", "The client does not have every scope that it asks for.")
    token = secrets.token_urlsafe(32)
    with acting.as_organisation(organisation):
        now = clock.transaction_time()
        Token.objects.filter(organisation=organisation, expires_at__lte=now).delete()
        Client.objects.filter(pk=client).update(last_token_at=now)
        Token.objects.create(
            digest=digest(token),
            secret_id=secret_id,
            organisation_id=organisation,
            scopes=wanted,
            expires_at=now + TOKEN_LASTS,
        )
    return NewToken(token, tuple(wanted), int(TOKEN_LASTS.total_seconds()))


def _new_secret(client: Client, *, at: datetime) -> str:
    secret = secrets.token_urlsafe(32)
    ClientSecret.objects.create(
        client=client, organisation_id=client.organisation_id, digest=digest(secret), valid_from=at
    )
    return secret


def _locked(client: Client) -> Client:
    locked = Client.objects.select_for_update().get(pk=client.pk)
    if locked.ended_at is not None:
        raise Conflict("already-ended", "This client has been ended: make another.")
    return locked


def _check(*, name: str, scopes: list[str]) -> None:
    faults = faults_in_name(name, Fault("/name", "empty", "Give the client a name."))
    if not scopes:
        faults.append(Fault("/scopes", "empty", "Give at least one scope."))
    unknown = [scope for scope in scopes if scope not in SCOPES]
    faults += [
        Fault("/scopes", "no-scope", Sentence("There is no scope %(scope)s.", scope=scope))
        for scope in unknown
    ]
    if faults:
        raise Invalid("invalid-client", "Mend what is listed and send it again.", faults=faults)


def _check_no_wider(scopes: Collection[str], *, by: Caller) -> None:
    """A client cannot make, or get the secret of, a client that may do more than itself."""
    if by.client is None:
        return
    beyond = set().union(*(SCOPES[scope][1] for scope in scopes)) - by.permissions
    if beyond:
        raise Forbidden(
            "wider-than-yours",
            "An API client cannot give more than it has: ask a person.",
            beyond=sorted(beyond),
        )


def _record(
    act: str,
    client: Client,
    *,
    by: Caller,
    at: datetime,
    reason: str = "",
    values: dict[str, object] | None = None,
) -> None:
    trail.record(
        action=act,
        subject_kind="client",
        subject=client.pk,
        organisation=client.organisation_id,
        by=by,
        at=at,
        reason=reason,
        values=values,
    )
