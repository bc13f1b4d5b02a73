"""The Celery application: tasks live in exchange/tasks.py, hub/health/tasks.py and hub/notifying/tasks.py."""

import os
import warnings

from celery import Celery
from celery.exceptions import CPendingDeprecationWarning
from celery.signals import worker_process_init

from hub import collecting

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")

# At each loss of Redis it asks whether running tasks shall be cancelled. They shall not: the rows are the truth.
warnings.filterwarnings("ignore", r"\s*In Celery 5\.1", CPendingDeprecationWarning)

app = Celery("hub")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["exchange", "hub.health", "hub.notifying"])


@worker_process_init.connect
def settle(**_more: object) -> None:
    """A worker's process has loaded its tasks, and begins."""
    collecting.settle()
