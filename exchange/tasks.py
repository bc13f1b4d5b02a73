"""Every Celery task, a few lines each. The rows are the truth: a task that never runs is made up by the sweeper."""

from celery import shared_task

from exchange import nudge, pipeline


@shared_task(name=pipeline.ROUTE, ignore_result=True)
def route() -> None:
    """Route until nothing is pending."""
    nudge.received(pipeline.ROUTE)
    while pipeline.route():
        pass
