"""The tests run on engines of their own and as the production logins: as superuser they would prove nothing.

The engines must be there before Django reads its settings, and tests import models at module top: so they are
started when pytest reads this file.
"""

import gc
import os
from collections.abc import Iterator
from typing import Any

import django
import pytest
from django.conf import settings
from django.db import connections
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as examples

from tests import throwaway
from tests.flushing import Flushing

ENGINES = throwaway.start()
for _name in [name for name in os.environ if name.startswith("HUB_")]:
    # What a run of the tests is told: how much to try, and with which browser.
    if "SCENARIOS" not in _name and not _name.startswith("HUB_TEST_"):
        del os.environ[_name]
os.environ.update(ENGINES.environment())
if settings.configured:
    raise pytest.UsageError(
        "unset DJANGO_SETTINGS_MODULE: the settings were read before the engines had started"
    )
os.environ["DJANGO_SETTINGS_MODULE"] = "hub.settings"
django.setup()
# People sign in everywhere; what a good hash costs is its purpose, and no test's.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Workers of a parallel run have engines of their own, and must not read the settings before them either.
del os.environ["DJANGO_SETTINGS_MODULE"]
# The suite tries the same examples every time, however slow the machine; new ones: --hypothesis-profile=default.
examples.register_profile(
    "suite", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
examples.load_profile("suite")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take long go first: begun last, one of them would keep one worker while the others have nothing."""
    items.sort(key=lambda item: not _takes_long(item))


def pytest_collection_finish() -> None:
    """What is there by now stays: the collector of garbage need not look through all of it again and again."""
    gc.collect()
    gc.freeze()


def _takes_long(item: pytest.Item) -> bool:
    return any(item.get_closest_marker(name) is not None for name in ("slow", "browser"))


@pytest.fixture(scope="session")
def engines() -> throwaway.Engines:
    """The running PostgreSQL and Valkey."""
    return ENGINES


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None) -> Iterator[None]:
    """The database is there, migrated, under its real name; each login reaches it as itself."""
    flushing = Flushing(ENGINES.superuser_url())
    flushing.remember()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", _flush_with(flushing))
        # A new connection takes longer than most tests; those of a running hub serve many people, too.
        patch.setattr(TransactionTestCase, "_should_reload_connections", lambda case: False)
        yield
    flushing.close()


@pytest.fixture(autouse=True)
def _english() -> None:
    """Each test begins in the language of the sources: a page that one before it fetched may have been in another."""
    translation.deactivate()


def _flush_with(flushing: Flushing) -> Any:
    def fixture_teardown(case: TransactionTestCase) -> None:
        for connection in connections.all(initialized_only=True):
            connection.close_if_unusable_or_obsolete()
        flushing.flush()

    return fixture_teardown
