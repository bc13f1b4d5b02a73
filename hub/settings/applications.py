"""The rooms, from the ground floor up (the ranks are held by import-linter, see pyproject.toml)."""

_ROOMS = [
    "accounts.trail",
    "accounts.users",
    "accounts.organisations",
    "accounts.accreditation",
    "accounts.groups",
    "accounts.access",
    "accounts.announcements",
    "accounts.joining",
    "exchange.ledger",
    "exchange.catalogue",
    "exchange.disclosures",
    "exchange.drafts",
    "exchange.notices",
    "exchange.intake",
    "exchange.agreements",
    "exchange.subscriptions",
    "exchange.routing",
    "exchange.deliveries",
    "exchange.deliveries.channels.webhook",
    "exchange.review",
    "exchange.worklist",
    "exchange.notifications",
    "hub.engines",
    "hub.health",
    "hub.files",
    "hub.notifying",
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
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "rest_framework",
    "drf_spectacular_sidecar",
]


# Rooms come first: their management commands and templates win over the framework's.
INSTALLED_APPS = [
    "whitenoise.runserver_nostatic",
    *_ROOMS,
    *_FRAMEWORK,
]

AUTH_USER_MODEL = "users.User"
