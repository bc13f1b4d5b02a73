"""Engines for one benchmark, durable as shipped: what is measured is a hub that keeps its promises."""

import os

import django

from tests import throwaway

_DURABLE = {
    "max_connections": "150",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "track_commit_timestamp": "on",
}


def start(**settings: str) -> throwaway.Engines:
    """Engines of their own, until the process ends, and Django set up on them."""
    engines = throwaway.start({**_DURABLE, **settings})
    for name in [name for name in os.environ if name.startswith("HUB_")]:
        del os.environ[name]
    os.environ.update(engines.environment())
    os.environ["DJANGO_SETTINGS_MODULE"] = "hub.settings"
    django.setup()
    return engines
