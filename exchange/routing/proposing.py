"""Proposing a version, once the examples of those who propose it have been tried on it."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_noop as _

from accounts.access.permissions import AGREEMENTS_WRITE
from accounts.callers import Caller
from accounts.errors import Conflict
from accounts.trail import services as trail
from exchange.agreements import selectors as agreements
from exchange.agreements import services
from exchange.agreements.models import AgreementVersion
from exchange.routing import examples


def propose(*, by: Caller, at: datetime, version: UUID, despite: str = "") -> AgreementVersion:
    """Fix the terms and show them to all parties, unless examples of one's own fail on them.

    ``despite``: why it is to be proposed with failing examples all the same. It goes to the organisation's own
    trail and to no other party, who sees no examples either.
    """
    by.check_may(AGREEMENTS_WRITE)
    failing = _failing(version, at=at)
    if failing and not despite.strip():
        raise Conflict(
            "examples-fail",
            _(
                "Examples that you keep fail on this version: mend its terms, drop them, or say why it is right."
            ),
            examples=failing,
        )
    proposed = services.propose(by=by, at=at, version=version)
    if failing:
        trail.record(
            action="proposed despite examples",
            subject_kind="agreement",
            subject=proposed.agreement_id,
            organisation=by.organisation,
            by=by,
            at=at,
            reason=despite.strip(),
            values={
                "name": proposed.title,
                "agreement": proposed.agreement.number,
                "version": proposed.version,
                "examples": failing,
            },
        )
    return proposed


def _failing(version: UUID, *, at: datetime) -> list[str]:
    """The names of the examples that fail on a draft. What was proposed before is not proposed again anyway."""
    if agreements.version(version).proposed_at is not None:
        return []
    return [one.example.name for one in examples.of_version(version, at=at) if not one.passed]
