"""The round that mails people what is new, and the one that forgets who asked to join and did not."""

from celery import shared_task

from accounts import acting
from accounts.joining import services as joining
from hub.notifying import mails


@shared_task(name="hub.notifying.tasks.mail", ignore_result=True)
def mail() -> None:
    """Write what is due and send what is written."""
    mails.write_and_send()


@shared_task(name="hub.notifying.tasks.forget_join_requests", ignore_result=True)
def forget_join_requests() -> None:
    """Erase requests to join that were not confirmed in time, or refused long ago."""
    with acting.as_pipeline():
        joining.forget(at=acting.transaction_time())
