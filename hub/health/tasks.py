"""The canary: a job that goes the way of all jobs (beat, Redis, worker, PostgreSQL) and says it arrived."""

from typing import Any

from celery import shared_task
from celery.signals import task_success
from django.conf import settings

from hub.health import services


@shared_task(name="hub.health.canary")
def canary() -> None:
    """Sing."""
    services.worked()


@task_success.connect
def note_sweep(sender: Any, **kwargs: Any) -> None:
    """A sweep that ended well is the sweeper's sign of life; it knows nothing of being watched."""
    if sender.name in settings.SWEEPS:
        services.seen(part=sender.name)
