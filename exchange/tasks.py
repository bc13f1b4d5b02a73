"""Every Celery task, a few lines each. The rows are the truth: a task that never runs is made up by the sweep."""

import time

from celery import shared_task

from exchange import nudge, pipeline, uploading
from exchange.deliveries.line import Line

PUSH_SECONDS = 20
# Notices that come a few at a time are waited for a moment: a batch costs about as much as eight notices.
_FEW = range(1, 50)
_MOMENT = 0.015
# Routing waits no longer than this behind an upload.
UPLOAD_SECONDS = 1.5


@shared_task(name=pipeline.ROUTE, ignore_result=True)
def route() -> None:
    """Route until nothing is pending, then let the webhooks know.

    The flag stands while few notices come: this task will look again, so nobody need send for another. It is down
    before the last look, and as soon as there is more than one should do alone.
    """
    routed = 0
    alone = True
    line = Line()
    try:
        while (step := pipeline.route(line)) or alone:
            routed += step
            if step in _FEW:
                nudge.hold(pipeline.ROUTE)
                time.sleep(_MOMENT)
            elif alone:
                nudge.received(pipeline.ROUTE)
                alone = False
    except Exception:
        nudge.received(pipeline.ROUTE)
        raise
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
    line = Line()
    while pipeline.route(line):
        pass
    while pipeline.reconsider():
        pass
    pipeline.back_fill()
    uploading.tidy()
    nudge.nudge(uploading.UPLOAD)
    nudge.nudge(pipeline.PUSH)
