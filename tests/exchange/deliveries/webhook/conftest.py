"""A recipient, and a receiver that listens for it."""

from collections.abc import Iterator

import pytest

from exchange.deliveries.channels.webhook.models import Endpoint
from tests.exchange.deliveries.webhook.receiver import Receiver, receiving
from tests.exchange.deliveries.webhook.sending import Sender, register
from tests.factories import accounts
from tests.factories.accounts import Member


@pytest.fixture
def operator(transactional_db: None) -> Member:
    return accounts.operator()


@pytest.fixture
def recipient(operator: Member) -> Member:
    return accounts.member(operator, "authority", country="FR")


@pytest.fixture
def stranger(operator: Member) -> Member:
    return accounts.member(operator, "authority", country="US", region="AMS")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as listening:
        yield listening


@pytest.fixture
def sender(recipient: Member) -> Sender:
    return Sender(recipient)


@pytest.fixture
def endpoint(recipient: Member, receiver: Receiver) -> Endpoint:
    return register(recipient, receiver)[0]
