"""Who is calling, as one value: what views are handed and what services take as ``by``."""

from dataclasses import dataclass
from uuid import UUID

from accounts.errors import Forbidden
from accounts.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Caller:
    """A person or an API client, acting for one organisation with the permissions it has right now.

    Exactly one of ``person`` and ``client`` is set. ``permissions`` are the words of
    ``accounts.access.permissions``: what the person's roles or the client's scopes amount to.
    ``kind`` is the organisation's kind.
    """

    organisation: UUID
    kind: str
    person: UUID | None
    client: UUID | None
    permissions: frozenset[str]

    @property
    def is_operator(self) -> bool:
        return self.kind == "operator"

    def may(self, permission: str) -> bool:
        return permission in self.permissions

    def check_may(self, permission: str) -> None:
        """Refuse unless the caller's roles or scopes give this permission."""
        if not self.may(permission):
            raise Forbidden(
                "permission-needed",
                Sentence(
                    "This needs the permission %(permission)s. Ask an administrator of your organisation"
                    " for a role or a scope that gives it.",
                    permission=permission,
                ),
                permission=permission,
            )
