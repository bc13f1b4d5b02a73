"""Small pieces of markup that templates are made of."""

from datetime import UTC, datetime

from django import template
from django.forms import BoundField, CheckboxInput, Select
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hub.portal import values, words

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """A picture that only repeats what the words beside it say."""
    sprite = static("portal/vendor/icons.svg")
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>', sprite, name
    )


@register.filter
def utc(at: datetime | None) -> SafeString | str:
    """A moment in UTC, and said to be so."""
    return "" if at is None else _time(at, values.moment(at))


@register.filter
def short_utc(at: datetime | None) -> SafeString | str:
    """A moment in a column whose head says that it is in UTC; with its year unless it is this one."""
    if at is None:
        return ""
    in_utc = at.astimezone(UTC)
    return _time(
        at, date_format(in_utc, "j M, H:i" if in_utc.year == datetime.now(UTC).year else values.MOMENT)
    )


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """A form field's control, dressed."""
    if is_check(field):
        dress = "form-check-input"
    else:
        dress = "form-select" if isinstance(field.field.widget, Select) else "form-control"
    if field.errors:
        dress += " is-invalid"
    return field.as_widget(attrs={"class": dress})


@register.filter
def is_check(field: BoundField) -> bool:
    """Whether the label of a form field stands behind its control."""
    return isinstance(field.field.widget, CheckboxInput)


def _time(at: datetime, text: str) -> SafeString:
    return format_html(
        '<time datetime="{}">{}</time>', at.astimezone(UTC).isoformat(timespec="seconds"), text
    )


@register.filter
def role_name(role: str) -> str:
    """What a role is called."""
    return str(words.ROLES.get(role, role))


@register.filter
def kind_name(kind: str) -> str:
    """What a kind of organisation is called."""
    return str(words.ORGANISATION_KINDS.get(kind, kind))


@register.filter
def form_sign(form: str) -> words.Sign:
    """How a form of showing an element is told."""
    return words.FORMS[form]
