"""Notices for tests: published, routed and opened through the pipeline."""

import json
from pathlib import Path
from typing import Any

from accounts import acting
from exchange import pipeline
from exchange.deliveries import selectors as deliveries
from exchange.deliveries.asking import Opened, Reader
from tests.factories import accounts
from tests.factories.accounts import Member

SAMPLES = Path(__file__).parents[2] / "exchange" / "catalogue" / "samples"


def sample(type_id: str = "advance_cargo", **changes: Any) -> dict[str, Any]:
    """A valid notice of a type, with some elements changed; one changed to None is left out."""
    document = json.loads((SAMPLES / f"{type_id}.json").read_text()) | changes
    return {name: value for name, value in document.items() if value is not None}


def published(by: Member, reference: str = "LRN1", **changes: Any) -> str:
    """An advance cargo notice, accepted and routed; its number."""
    caller = accounts.caller(by, "publisher")
    with acting.as_organisation(by.id, person=caller.person):
        draft = pipeline.Draft("advance_cargo", reference, sample(**changes))
        (receipt,) = pipeline.publish([draft], by=caller)
    if isinstance(receipt, Exception):
        raise receipt
    pipeline.route()
    return receipt.number


def opened(of: Member) -> list[Opened]:
    """Everything in a member's inbox, opened."""
    with acting.as_organisation(of.id, person=of.administrator.pk):
        rows = list(deliveries.inbox(recipient=of.id).order_by("position"))
        return pipeline.open_deliveries(rows, reader=Reader(of.id, of.administrator.pk, None, "inbox"))
