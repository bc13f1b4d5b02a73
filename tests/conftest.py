"""What every test starts from: no limits used up, and passwords hashed quickly."""

from typing import Any

import pytest
from django.core.cache import cache

from hub.api.v1.limits import WINDOWS


@pytest.fixture(autouse=True)
def _unlimited() -> None:
    WINDOWS.clear()
    cache.clear()


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
