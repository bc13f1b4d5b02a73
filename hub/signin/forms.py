"""The form of the door, in the words of the portal."""

from typing import Any

from allauth.account.forms import LoginForm
from django.utils.translation import gettext_lazy as _


class DoorForm(LoginForm):
    """The labels say all: nothing is repeated inside the fields."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")
        self.fields["remember"].label = _("Remember me on this device")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
