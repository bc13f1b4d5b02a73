"""The rooms, from the ground floor up (the ranks are held by import-linter, see pyproject.toml)."""

from hub.settings.environment import ROOT

_ROOMS = [
    "accounts.trail",
    "accounts.users",
    "accounts.organisations",
    "accounts.accreditation",
    "accounts.groups",
    "accounts.access",
    "exchange.ledger",
    "exchange.catalogue",
    "exchange.disclosures",
    "exchange.notices",
    "exchange.screening",
    "exchange.intake",
    "exchange.agreements",
    "exchange.subscriptions",
    "exchange.routing",
    "exchange.deliveries",
    "exchange.deliveries.channels.webhook",
    "exchange.review",
    "exchange.timeline",
    "hub.engines",
    "hub.health",
    "hub.files",
    "hub.api",
    "hub.portal",
    "hub.demo",
]

_FRAMEWORK = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "rest_framework",
    "drf_spectacular_sidecar",
]


def _exists(room: str) -> bool:
    return (ROOT / room.replace(".", "/") / "apps.py").is_file()


# Rooms come first: their management commands and templates win over the framework's.
INSTALLED_APPS = [
    "whitenoise.runserver_nostatic",
    *(room for room in _ROOMS if _exists(room)),
    *_FRAMEWORK,
]

AUTH_USER_MODEL = "users.User" if _exists("accounts.users") else "auth.User"
