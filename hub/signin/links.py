"""The message with the link through which a person sets a password."""

import logging
from smtplib import SMTPException

from allauth.account.forms import ResetPasswordForm
from django.http import HttpRequest

from accounts.users.signin import signing_in

_log = logging.getLogger("hub.signin")


def send_password_link(request: HttpRequest, *, email: str) -> bool:
    """Send the link; ``False`` when the mail server would not take it: it can be sent again any time."""
    with signing_in():
        form = ResetPasswordForm(data={"email": email})
        if not form.is_valid():
            return False
        try:
            form.save(request)
        except (OSError, SMTPException):
            _log.exception("the password link could not be sent")
            return False
    return True
