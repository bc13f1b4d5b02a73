"""Writing new deliveries in bulk, with their positions: the last thing before the routing transaction commits."""

import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts import acting, clock
from exchange.deliveries.models import Delivery


@dataclass(slots=True)
class NewDelivery:
    """One delivery about to be written; fields as in ``Delivery``. ``reason`` set means withheld.

    ``push``: whether its recipient wants it by webhook, should it have an endpoint.
    """

    version_id: UUID
    recipient: UUID
    purpose: str
    kind: str
    basis: str
    grounds_id: int | None
    notice_id: UUID
    number: str
    type: str
    n: int
    reference: str
    publisher: UUID
    key_kind: str
    key_value: str
    accepted_at: datetime
    reason: str = ""
    push: bool = True
    position: int | None = None

    @property
    def id(self) -> UUID:
        """The same for the same version, recipient and purpose, so that a repeated routing names it alike.

        In the order of the versions, so that what is written together lies together in the index.
        """
        return clock.uuid8(self.version_id, self.recipient.bytes + self.purpose.encode())

    @property
    def available(self) -> bool:
        return not self.reason


_COUNT = """
INSERT INTO deliveries_inboxcounter (recipient_id, last)
SELECT * FROM unnest(%s::uuid[], %s::bigint[])
ON CONFLICT (recipient_id) DO UPDATE SET last = deliveries_inboxcounter.last + excluded.last
RETURNING recipient_id, last"""

_COLUMNS = (
    "version_id, recipient_id, purpose, id, kind, basis, state, reason, grounds_id, position, available_at,"
    " reference, notice_id, number, type, n, publisher_id, key_kind, accepted_at, routed_at, decided_at, stamp,"
    " delivered_by"
)
_NULL = r"\N"

_RELEASE = """
UPDATE deliveries_delivery d SET state = 'available', reason = '', kind = u.kind, grounds_id = u.grounds_id,
    position = u.position, available_at = %s, decided_at = %s, stamp = %s
FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::bigint[], %s::bigint[])
    AS u (version_id, recipient_id, purpose, kind, grounds_id, position)
WHERE d.version_id = u.version_id AND d.recipient_id = u.recipient_id AND d.purpose = u.purpose
AND d.state = 'withheld'"""

_CLOSE = """
UPDATE deliveries_delivery SET state = 'closed', reason = 'cancelled', decided_at = %s, stamp = %s
WHERE notice_id = ANY(%s::uuid[]) AND basis = 'agreement' AND kind IN ('content', 'follow_up')
AND state IN ('available', 'withheld')"""


def close(notices: Sequence[UUID], *, at: datetime, stamp: int) -> None:
    """Withhold for good what has not left of these cancelled notices. Their locks are held.

    A webhook message that is on its way counts as delivered all the same once its receiver has taken it.
    """
    if notices:
        with acting.connection().cursor() as cursor:
            cursor.execute(_CLOSE, [at, stamp, [str(one) for one in notices]])


def write(deliveries: Sequence[NewDelivery], *, at: datetime, stamp: int) -> None:
    """Give positions and write the rows. The counters stay locked until commit: do little after it."""
    take_positions(deliveries)
    moment = at.isoformat()
    # What all deliveries of a version share is written out once.
    shared: dict[UUID, tuple[str, str]] = {}
    recipients = {one.recipient: str(one.recipient) for one in deliveries}
    lines = []
    for one in deliveries:
        found = shared.get(one.version_id)
        if found is None:
            found = shared[one.version_id] = (str(one.version_id), _shared(one, moment, stamp))
        version, rest = found
        state = Delivery.State.AVAILABLE if one.available else Delivery.State.WITHHELD
        grounds_id = _NULL if one.grounds_id is None else one.grounds_id
        place = f"{one.position}\t{moment}" if one.available else f"{_NULL}\t{_NULL}"
        lines.append(
            f"{version}\t{recipients[one.recipient]}\t{one.purpose}\t{one.id}\t{one.kind}\t{one.basis}"
            f"\t{state.value}\t{one.reason}\t{grounds_id}\t{place}\t{_escaped(one.reference)}\t{rest}\n"
        )
    connection = acting.connection()
    # COPY goes past Django's cursor, and so would its errors.
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.copy_expert(f"COPY deliveries_delivery ({_COLUMNS}) FROM STDIN", io.StringIO("".join(lines)))


def _shared(one: NewDelivery, moment: str, stamp: int) -> str:
    values = (
        one.notice_id, one.number, one.type, one.n, one.publisher, one.key_kind, one.accepted_at.isoformat(),
        moment, moment, stamp, "",
    )  # fmt: skip
    return "\t".join(map(str, values))


def _escaped(text: str) -> str:
    """Free text for COPY's text format; references are printable, so a backslash is all there is to mind."""
    return text.replace("\\", "\\\\") if text else text


def make_available(deliveries: Sequence[NewDelivery], *, at: datetime, stamp: int) -> None:
    """Give withheld deliveries new positions, as they were decided now. Like ``write``, the last thing done."""
    if not deliveries:
        return
    take_positions(deliveries)
    columns: list[list[Any]] = [
        [str(one.version_id) for one in deliveries],
        [str(one.recipient) for one in deliveries],
        [one.purpose for one in deliveries],
        [one.kind for one in deliveries],
        [one.grounds_id for one in deliveries],
        [one.position for one in deliveries],
    ]
    with acting.connection().cursor() as cursor:
        cursor.execute(_RELEASE, [at, at, stamp, *columns])


def take_positions(deliveries: Sequence[NewDelivery]) -> None:
    """Number the available ones onwards from each recipient's last position, in the order given."""
    wanted = Counter(one.recipient for one in deliveries if one.available)
    recipients = sorted(wanted)
    with acting.connection().cursor() as cursor:
        cursor.execute(_COUNT, [[str(r) for r in recipients], [wanted[r] for r in recipients]])
        following = {recipient: last - wanted[recipient] + 1 for recipient, last in cursor.fetchall()}
    for one in deliveries:
        if one.available:
            one.position = following[one.recipient]
            following[one.recipient] += 1
