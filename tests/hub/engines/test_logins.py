"""The suite itself runs as the production logins."""

import pytest
from django.db import connections


@pytest.mark.django_db(databases="__all__", transaction=True)
@pytest.mark.parametrize(
    ("alias", "login", "sees_all"),
    [("default", "hub_web", False), ("pipeline", "hub_pipeline", True), ("owner", "hub_owner", False)],
)
def test_each_alias_is_its_own_login(alias: str, login: str, sees_all: bool) -> None:
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT current_user, current_database(), rolsuper, rolbypassrls FROM pg_roles"
            " WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (login, "hub", False, sees_all)
