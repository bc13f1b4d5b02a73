"""Every test begins with its whole share of requests."""

from collections.abc import Iterator

import pytest

from hub.limits import WINDOWS


@pytest.fixture(autouse=True)
def _whole_share() -> Iterator[None]:
    WINDOWS.clear()
    yield
    WINDOWS.clear()
