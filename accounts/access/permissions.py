"""Roles and scopes, and the permissions they amount to. Permissions are words; rooms ask for them by name.

A permission ending in ``:read`` shows what is the organisation's own and changes nothing: reading what was
delivered is ``inbox:read``, and delivering it by opening takes ``inbox:open`` too. ``agreements:sign`` (sign,
accede) is in no scope: it takes a person; leaving is ``agreements:write``.
"""

from collections.abc import Iterable

from accounts.callers import Caller
from accounts.errors import Forbidden

NOTICES_PUBLISH = "notices:publish"
NOTICES_READ = "notices:read"
INBOX_READ = "inbox:read"
INBOX_OPEN = "inbox:open"
INBOX_ACKNOWLEDGE = "inbox:acknowledge"
INBOX_CLAIM = "inbox:claim"
INBOX_ASSIGN = "inbox:assign"
REPLIES_SEND = "replies:send"
AGREEMENTS_READ = "agreements:read"
AGREEMENTS_WRITE = "agreements:write"
AGREEMENTS_SIGN = "agreements:sign"
SUBSCRIPTIONS_READ = "subscriptions:read"
SUBSCRIPTIONS_WRITE = "subscriptions:write"
WEBHOOKS_READ = "webhooks:read"
WEBHOOKS_WRITE = "webhooks:write"
ACCOUNTS_READ = "accounts:read"
ACCOUNTS_WRITE = "accounts:write"
STANDING_WRITE = "standing:write"
GROUPS_WRITE = "groups:write"
DISCLOSURES_READ = "disclosures:read"
OPERATIONS_READ = "operations:read"
OPERATIONS_WRITE = "operations:write"

_READING = frozenset(
    {
        NOTICES_READ,
        INBOX_READ,
        AGREEMENTS_READ,
        SUBSCRIPTIONS_READ,
        WEBHOOKS_READ,
        ACCOUNTS_READ,
        DISCLOSURES_READ,
        OPERATIONS_READ,
    }
)
OF_ROLE: dict[str, frozenset[str]] = {
    "publisher": frozenset(
        {
            NOTICES_PUBLISH,
            NOTICES_READ,
            INBOX_READ,
            INBOX_OPEN,
            INBOX_ACKNOWLEDGE,
            INBOX_CLAIM,
            AGREEMENTS_READ,
            SUBSCRIPTIONS_READ,
            ACCOUNTS_READ,
        }
    ),
    "officer": frozenset(
        {
            NOTICES_READ,
            INBOX_READ,
            INBOX_OPEN,
            INBOX_ACKNOWLEDGE,
            INBOX_CLAIM,
            INBOX_ASSIGN,
            REPLIES_SEND,
            AGREEMENTS_READ,
            SUBSCRIPTIONS_READ,
            SUBSCRIPTIONS_WRITE,
            WEBHOOKS_READ,
            ACCOUNTS_READ,
            STANDING_WRITE,
        }
    ),
    "administrator": _READING
    | {
        INBOX_OPEN,
        INBOX_CLAIM,
        INBOX_ASSIGN,
        AGREEMENTS_WRITE,
        AGREEMENTS_SIGN,
        SUBSCRIPTIONS_WRITE,
        WEBHOOKS_WRITE,
        ACCOUNTS_WRITE,
        STANDING_WRITE,
        GROUPS_WRITE,
        OPERATIONS_WRITE,
    },
    "auditor": _READING,
}

# What an API client may be given: the scope, what it is for, and the permissions in it.
SCOPES: dict[str, tuple[str, frozenset[str]]] = {
    "notices:publish": ("Publish, amend and cancel notices", frozenset({NOTICES_PUBLISH})),
    "notices:read": ("Read one's own notices and their receipts", frozenset({NOTICES_READ})),
    "inbox:read": (
        "Open and read deliveries, in the inbox and the feed",
        frozenset({INBOX_READ, INBOX_OPEN}),
    ),
    "inbox:acknowledge": ("Acknowledge what was delivered", frozenset({INBOX_ACKNOWLEDGE})),
    "inbox:assign": ("Give deliveries to the organisation's people", frozenset({INBOX_CLAIM, INBOX_ASSIGN})),
    "replies:send": ("Send an authority's replies", frozenset({REPLIES_SEND})),
    "agreements:read": ("Read agreements", frozenset({AGREEMENTS_READ})),
    "agreements:write": (
        "Draft, propose, suspend and end agreements; never sign or accede",
        frozenset({AGREEMENTS_READ, AGREEMENTS_WRITE}),
    ),
    "subscriptions:write": (
        "Read and keep subscriptions",
        frozenset({SUBSCRIPTIONS_READ, SUBSCRIPTIONS_WRITE}),
    ),
    "webhooks:write": ("Read and keep webhook endpoints", frozenset({WEBHOOKS_READ, WEBHOOKS_WRITE})),
    "accounts:read": ("Read the organisation's people, clients and trail", frozenset({ACCOUNTS_READ})),
    "accounts:write": (
        "Keep people, clients, standing and groups; the operator's: members too",
        frozenset({ACCOUNTS_READ, ACCOUNTS_WRITE, STANDING_WRITE, GROUPS_WRITE}),
    ),
    "operations:read": ("Read the operator's view of the pipeline", frozenset({OPERATIONS_READ})),
    "operations:write": (
        "Have the operator's quarantined notices routed again, announce work and incidents",
        frozenset({OPERATIONS_WRITE}),
    ),
}


# The pipeline view spans every member; the types of reply are an authority's, and a trader's answer is a notice.
_ONLY_OF_KIND = {OPERATIONS_READ: "operator", OPERATIONS_WRITE: "operator", REPLIES_SEND: "authority"}


def of_roles(roles: Iterable[str], *, kind: str) -> frozenset[str]:
    """The permissions that these roles give in an organisation of this kind."""
    return _fitting(kind, *(OF_ROLE[role] for role in roles))


def of_scopes(scopes: Iterable[str], *, kind: str) -> frozenset[str]:
    """The permissions that these scopes give to a client of an organisation of this kind."""
    return _fitting(kind, *(SCOPES[scope][1] for scope in scopes if scope in SCOPES))


def scopes_with(permission: str) -> tuple[str, ...]:
    """The scopes that contain a permission; none for what takes a person."""
    return tuple(scope for scope, (_, permissions) in SCOPES.items() if permission in permissions)


def check_may_deliver(by: Caller) -> None:
    """Open what nobody of the organisation has opened yet: opening is delivering, and the publisher is told."""
    if not by.may(INBOX_OPEN):
        raise Forbidden(
            "opening-delivers",
            "Nobody has opened this yet, and opening it would deliver it. An auditor reads what was delivered: have"
            " an officer, a publisher or an administrator open it first.",
            permission=INBOX_OPEN,
        )


def _fitting(kind: str, *sets: frozenset[str]) -> frozenset[str]:
    return frozenset().union(*sets) - {
        permission for permission, only in _ONLY_OF_KIND.items() if only != kind
    }


def check_may_keep_clients(by: Caller) -> None:
    """Make, rotate and end API clients of one's own organisation."""
    by.check_may(ACCOUNTS_WRITE)
