"""The round that mails people what is new."""

from celery import shared_task

from hub.notifying import mails


@shared_task(name="hub.notifying.tasks.mail", ignore_result=True)
def mail() -> None:
    """Write what is due and send what is written."""
    mails.write_and_send()
