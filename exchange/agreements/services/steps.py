"""Every act on an agreement leaves a step that its parties read, and a leaf in the ledger."""

from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.callers import Caller
from exchange.agreements.models import Agreement, AgreementStep, AgreementVersion
from exchange.agreements.states import Act
from exchange.ledger import services as ledger


def record(
    *,
    act: Act,
    agreement: Agreement,
    by: Caller,
    at: datetime,
    version: AgreementVersion | None = None,
    concerns: UUID | None = None,
    reason: str = "",
    terms_digest: str | None = None,
) -> AgreementStep:
    """Write the step and its ledger leaf in the act's own transaction.

    ``concerns`` is the other organisation that an exclusion is about; ``terms_digest`` ties proposals and
    signatures to the very words of the version.
    """
    step = AgreementStep.objects.create(
        agreement=agreement,
        version=version,
        act=act,
        at=at,
        organisation_id=by.organisation,
        person_id=by.person,
        client_id=by.client,
        concerns_id=concerns,
        reason=reason,
    )
    values: dict[str, Any] = {
        "agreement": agreement.number,
        "version": None if version is None else version.version,
        "act": act.value,
        "at": at.isoformat(),
        "by": str(by.organisation),
        "person": _text(by.person),
        "client": _text(by.client),
        "concerns": _text(concerns),
        "reason": reason,
        "terms": terms_digest,
    }
    ledger.append_leaf(kind="agreement", subject=step.id, values=values)
    return step


def _text(identifier: UUID | None) -> str | None:
    return None if identifier is None else str(identifier)
