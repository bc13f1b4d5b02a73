"""Letters to those who ask to join: in the language in which they asked, and to the address that they gave."""

import logging
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from accounts.joining.models import JoinRequest
from accounts.joining.services import Letter

_log = logging.getLogger("hub.notifying")


def asked(letter: Letter) -> bool:
    """The link that confirms the address; or that a request is with the operator already."""
    one = letter.request
    with translation.override(one.language):
        if letter.secret is None:
            subject = gettext("Your request to join is with the operator")
            return _send(one, subject, "emails/join_known.txt")
        link = _link("portal:join-confirm", letter.secret)
        return _send(one, gettext("Confirm your request to join"), "emails/join_confirm.txt", link=link)


def asked_back(letter: Letter, text: str) -> bool:
    """What the operator wants to know, with the link to answer by."""
    with translation.override(letter.request.language):
        link = _link("portal:join-answer", letter.secret or "")
        subject = gettext("A question about your request to join")
        return _send(letter.request, subject, "emails/join_question.txt", link=link, text=text)


def refused(request: JoinRequest) -> bool:
    """That it was refused, and why."""
    with translation.override(request.language):
        return _send(request, gettext("Your request to join was refused"), "emails/join_refused.txt")


def admitted(request: JoinRequest) -> bool:
    """That the organisation is a member now."""
    with translation.override(request.language):
        door = f"{settings.HUB_ADDRESS}{reverse('account_login')}"
        return _send(
            request, gettext("Your organisation is a member now"), "emails/join_admitted.txt", door=door
        )


def appointed(request: JoinRequest, email: str) -> bool:
    """To somebody who is on the hub already: that they lead the new member from now on."""
    with translation.override(request.language):
        door = f"{settings.HUB_ADDRESS}{reverse('account_login')}"
        subject = gettext("You are the first administrator of a new member")
        return _send(request, subject, "emails/join_appointed.txt", to=email, door=door)


def _send(request: JoinRequest, subject: str, template: str, *, to: str = "", **parts: Any) -> bool:
    """To the contact, or to somebody else. ``False`` when the mail server would not take it."""
    text = render_to_string(template, {"request": request, **parts})
    message = EmailMessage(
        subject=subject,
        body=text,
        to=[to or request.contact_email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    try:
        message.send()
    except (OSError, SMTPException):
        _log.exception("a letter about a request to join could not be sent")
        return False
    return True


def _link(name: str, secret: str) -> str:
    return f"{settings.HUB_ADDRESS}{reverse(name, args=[secret])}"
