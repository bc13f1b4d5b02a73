"""The settings' navigation, in whichever template stands within it."""

from typing import Any

from django import template
from django.template.context import Context
from django.utils.translation import gettext

from hub.portal.settings import menu

register = template.Library()


@register.inclusion_tag("components/side_nav.html", takes_context=True)
def settings_menu(context: Context) -> dict[str, Any]:
    """The navigation beside a page of the settings."""
    return {"groups": menu.groups(context["request"]), "label": gettext("Settings")}
