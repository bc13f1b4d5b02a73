"""The composition: the only place that knows HTTP. To import it makes the Celery application the current."""

from hub.celery import app

__all__ = ["app"]
