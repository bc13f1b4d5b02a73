import pytest

from tests.exchange.routing.worlds import World


@pytest.fixture
def world() -> World:
    """A world in which everything holds: T1's notice N1, accepted on day 10, goes to A1 under agreement 1."""
    return World()
