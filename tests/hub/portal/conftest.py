"""People of members at the portal's pages, and a notice that travelled from the trader to the authority."""

from collections.abc import Callable

import pytest

from tests.factories import notices
from tests.hub.portal.browsing import Browser, signed_in


@pytest.fixture
def officer(authority) -> Browser:
    return signed_in(authority, "officer")


@pytest.fixture
def clerk(trader) -> Browser:
    return signed_in(trader, "publisher")


@pytest.fixture
def published(trader, authority, agreement) -> str:
    """The number of a notice that the authority may open."""
    return notices.published(trader)


@pytest.fixture
def publish(trader, agreement) -> Callable[[int], None]:
    """Publish so many more notices."""

    def several(count: int) -> None:
        for n in range(count):
            notices.published(trader, f"MORE-{n}")

    return several
