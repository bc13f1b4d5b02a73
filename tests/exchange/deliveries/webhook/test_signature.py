"""W1, W2: every message is signed as Standard Webhooks says, by every key that is valid."""

import base64
import hashlib
import hmac

import pytest
from django.test import override_settings

from exchange.deliveries.channels.webhook import sealing, signature


def test_the_published_vector() -> None:
    """From the specification's reference libraries."""
    key = signature.key_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    signed = signature.sign(
        key,
        message_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        timestamp=1614265330,
        body=b'{"test": 2432232314}',
    )
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_one_signature_per_key() -> None:
    keys = [signature.key_of(signature.new_secret()) for _ in range(2)]
    headers = signature.headers(keys, message_id="m", timestamp=7, body=b"b")
    assert (headers["webhook-id"], headers["webhook-timestamp"]) == ("m", "7")
    expected = [base64.b64encode(hmac.new(key, b"m.7.b", hashlib.sha256).digest()).decode() for key in keys]
    assert headers["webhook-signature"] == " ".join(f"v1,{one}" for one in expected)


def test_without_a_key_nothing_is_sent() -> None:
    with pytest.raises(signature.BadSecret):
        signature.headers([], message_id="m", timestamp=1, body=b"")


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "whsec_",
        "whsec_not base64",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_" + base64.b64encode(b"a" * 23).decode(),
    ],
)
def test_an_empty_or_foreign_secret_is_none(secret: str) -> None:
    with pytest.raises(signature.BadSecret):
        signature.key_of(secret)


def test_a_key_is_named_without_being_told() -> None:
    secret = signature.new_secret()
    key = signature.key_of(secret)
    assert len(key) == 32
    assert signature.key_id(key) not in secret
    assert signature.key_id(key) != signature.key_id(signature.key_of(signature.new_secret()))


def test_a_secret_at_rest_opens_after_the_hubs_own_key_was_replaced() -> None:
    secret = signature.new_secret()
    with override_settings(SECRET_KEY="old", SECRET_KEY_FALLBACKS=[]):
        sealed = sealing.seal(secret)
    assert secret.encode() not in sealed
    with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=["old"]):
        assert sealing.unseal(sealed) == secret
