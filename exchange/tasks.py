"""Every Celery task, a few lines each. The rows are the truth: a task that never runs is made up by the sweep."""

import time

from celery import shared_task

from exchange import nudge, pipeline, uploading

PUSH_SECONDS = 20
# Notices that keep coming a few at a time are waited for a moment: a batch costs about as much as eight notices.
_FEW = range(3, 50)
_MOMENT = 0.02
# Routing waits no longer than this behind an upload.
UPLOAD_SECONDS = 1.5


@shared_task(name=pipeline.ROUTE, ignore_result=True)
def route() -> None:
    """Route until nothing is pending, then let the webhooks know."""
    nudge.received(pipeline.ROUTE)
    routed = 0
    while step := pipeline.route():
        routed += step
        if step in _FEW:
            time.sleep(_MOMENT)
    if routed:
        nudge.nudge(pipeline.PUSH)


@shared_task(name=pipeline.PUSH, ignore_result=True)
def push() -> None:
    """Send what is due to webhook endpoints."""
    nudge.received(pipeline.PUSH)
    pipeline.push(seconds=PUSH_SECONDS)


# A large workbook is read in one go, which may take minutes.
@shared_task(name=uploading.UPLOAD, ignore_result=True, soft_time_limit=840, time_limit=900)
def upload() -> None:
    """Read, check and publish what was uploaded, in slices, so that other work has its turn."""
    nudge.received(uploading.UPLOAD)
    if uploading.work(seconds=UPLOAD_SECONDS):
        nudge.nudge(uploading.UPLOAD)


@shared_task(name=pipeline.SWEEP, ignore_result=True)
def sweep() -> None:
    """Find all work that nobody was told of: pending notices, changed facts, newcomers, uploads, due messages."""
    pipeline.make_partitions()
    while pipeline.route():
        pass
    while pipeline.reconsider():
        pass
    pipeline.back_fill()
    uploading.tidy()
    nudge.nudge(uploading.UPLOAD)
    nudge.nudge(pipeline.PUSH)
