"""What ``manage.py check --deploy`` refuses beside Django's own list."""

from collections.abc import Sequence
from typing import Any

import psycopg2
from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

_ROLE = """
SELECT r.rolsuper, r.rolbypassrls, pg_has_role(d.datdba, 'MEMBER')
  FROM pg_roles r, pg_database d WHERE r.rolname = current_user AND d.datname = current_database()
"""


@register(Tags.security, deploy=True)
def no_webhooks_to_this_machine(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """The allow-list is a hole in the guard against requests to inner addresses: for tests alone."""
    if not settings.HUB_WEBHOOK_ALLOW:
        return []
    return [Error("HUB_WEBHOOK_ALLOW must be empty in a deployment.", id="hub.E001")]


@register(Tags.security, deploy=True)
def the_web_is_under_row_level_security(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """A web login that is superuser, owner or exempt from row-level security sees every member's data."""
    web = settings.DATABASES["default"]
    if not web.get("HOST"):
        return []
    address = {"host": web["HOST"], "port": web["PORT"], "dbname": web["NAME"]}
    try:
        connection = psycopg2.connect(
            **address, user=web["USER"], password=web["PASSWORD"], connect_timeout=5
        )
    except psycopg2.OperationalError as failure:
        return [Error(f"DATABASE_WEB_URL cannot be checked: {failure}", id="hub.E002")]
    try:
        with connection.cursor() as cursor:
            cursor.execute(_ROLE)
            facts = cursor.fetchone() or (False, False, False)
    finally:
        connection.close()
    named = zip(("a superuser", "exempt from row-level security", "the database's owner"), facts, strict=True)
    return [
        Error(
            f"The login of DATABASE_WEB_URL is {wrong}; make the logins with prepare_database.", id="hub.E003"
        )
        for wrong, so in named
        if so
    ]
