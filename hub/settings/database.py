"""PostgreSQL, once per login. A process has the logins whose addresses it was given, and no others."""

from typing import Any

from hub.settings.environment import env

_ENGINE = "django.db.backends.postgresql"


def _login(variable: str) -> dict[str, Any]:
    """The settings of one login; without its address a name only, for commands that need no database."""
    settings: dict[str, Any] = env.db_url(variable) if variable in env.ENVIRON else {"NAME": "hub"}
    return {
        **settings,
        "ENGINE": _ENGINE,
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            **settings.get("OPTIONS", {}),
            "connect_timeout": 5,
            "application_name": env("HUB_PROCESS", default="hub"),
            # Short statements, on a machine that everybody shares: helpers and compiled code cost more than they save.
            "options": "-c timezone=UTC -c idle_in_transaction_session_timeout=60s"
            " -c jit=off -c max_parallel_workers_per_gather=0",
        },
    }


DATABASES: dict[str, dict[str, Any]] = {"default": _login("DATABASE_WEB_URL")}
if "DATABASE_PIPELINE_URL" in env.ENVIRON:
    DATABASES["pipeline"] = _login("DATABASE_PIPELINE_URL")
if "DATABASE_URL" in env.ENVIRON:
    DATABASES["owner"] = _login("DATABASE_URL")
    # Tests: the owner makes the database, the production logins use it.
    for _alias in DATABASES.keys() - {"owner"}:
        DATABASES[_alias]["TEST"] = {"MIRROR": "owner"}

DATABASE_ROUTERS = ["accounts.acting.LoginRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
