"""Every Celery task, a few lines each. The rows are the truth: a task that never runs is made up by the sweep."""

from celery import shared_task

from exchange import nudge, pipeline

PUSH_SECONDS = 20


@shared_task(name=pipeline.ROUTE, ignore_result=True)
def route() -> None:
    """Route until nothing is pending, then let the webhooks know."""
    nudge.received(pipeline.ROUTE)
    routed = 0
    while step := pipeline.route():
        routed += step
    if routed:
        nudge.nudge(pipeline.PUSH)


@shared_task(name=pipeline.PUSH, ignore_result=True)
def push() -> None:
    """Send what is due to webhook endpoints."""
    nudge.received(pipeline.PUSH)
    pipeline.push(seconds=PUSH_SECONDS)


@shared_task(name=pipeline.SWEEP, ignore_result=True)
def sweep() -> None:
    """Find all work that nobody was told of: pending notices, changed facts, newcomers, due messages."""
    pipeline.make_partitions()
    while pipeline.route():
        pass
    while pipeline.reconsider():
        pass
    pipeline.back_fill()
    nudge.nudge(pipeline.PUSH)
