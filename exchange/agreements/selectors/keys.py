"""Hashed elements: the pipeline holds the keys; the web login asks the database, which keeps them."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from accounts import acting
from accounts.errors import NotFound
from exchange.agreements.models import MaskKey


def mask_keys(agreements: Iterable[UUID] | None = None) -> dict[UUID, bytes]:
    """The key of each agreement (all of them when none is named). For the pipeline: the web login is refused."""
    rows = (
        MaskKey.objects.all()
        if agreements is None
        else MaskKey.objects.filter(agreement__in=list(agreements))
    )
    return {agreement: bytes(key) for agreement, key in rows.values_list("agreement_id", "key")}


def hash_elements(agreement: UUID, texts: Sequence[str]) -> list[str]:
    """HMAC-SHA256 (hex) of each canonical text under the agreement's key.

    For the web login, when it shows what was delivered to a party: the database refuses who was never one,
    and the key does not leave it.
    """
    with acting.connection().cursor() as cursor:
        cursor.execute("SELECT agreements_is_party(%s)", [agreement])
        if not cursor.fetchone()[0]:
            raise NotFound
        cursor.execute("SELECT agreements_hash(%s, %s)", [agreement, list(texts)])
        hashed: list[str] = cursor.fetchone()[0]
    return hashed
