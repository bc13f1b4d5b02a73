"""Small pieces of markup that templates are made of."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.forms.boundfield import BoundWidget
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts import sentences
from exchange.catalogue import naming
from exchange.catalogue import selectors as catalogue
from hub.portal import times, words
from hub.portal.members.words import REGIONS

register = template.Library()


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """A picture that only repeats what the words beside it say."""
    sprite = static("portal/vendor/icons.svg")
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>', sprite, name
    )


@register.simple_tag
def colon() -> str:
    """What stands between a label and what it says."""
    return str(words.COLON)


@register.filter
def when(at: datetime | None) -> SafeString | str:
    """A moment in the reader's zone, with UTC beside it."""
    return "" if at is None else _time(at, times.told(at))


@register.filter
def short_when(at: datetime | None) -> SafeString | str:
    """A moment in a column of a list: with its year only if that is not this one."""
    return "" if at is None else _time(at, times.short(at))


@register.filter
def sentence(message: str | Mapping[str, Any]) -> str:
    """What the hub says of a case, also as it was kept, in the reader's language."""
    return sentences.told(sentences.read(message) if isinstance(message, Mapping) else message)


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


@register.simple_tag
def choice(one: BoundWidget) -> SafeString:
    """One of the choices of a field that shows them all."""
    one.data["attrs"]["class"] = "form-check-input"
    return one.tag()


@register.filter
def first_control(field: BoundField) -> str:
    """The id that leads to a field: of its control, or of the first of several."""
    if isinstance(field.field.widget, (RadioSelect, CheckboxSelectMultiple)):
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


@register.filter
def is_check(field: BoundField) -> bool:
    """Whether the label of a form field stands behind its control."""
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def may_be_left(field: BoundField) -> bool:
    """Whether a form field may be left empty."""
    return not field.field.required and field.name not in getattr(field.form, "settled", ())


def _time(at: datetime, told: times.Moment) -> SafeString:
    machine = at.astimezone(UTC).isoformat(timespec="seconds")
    if not told.beside:
        return format_html('<time datetime="{}">{}</time>', machine, told.here)
    return format_html(
        '<time datetime="{}">{} <span class="beside">{}</span></time>', machine, told.here, told.beside
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
def country_name(code: str) -> str:
    """What a country is called."""
    return catalogue.country(code)


@register.filter
def region_name(code: str) -> str:
    """What a region of the World Customs Organization is called."""
    return str(REGIONS.get(code, code))


@register.filter
def breakable(text: str) -> SafeString | str:
    """Words in which an address of mail is broken behind its sign, if anywhere."""
    name, sign, rest = text.partition("@")
    return format_html("{}@<wbr>{}", name, rest) if sign else text


@register.filter
def key(value: str) -> str:
    """A consignment key as people write it: without the places of the last parts that a house document lacks."""
    return value.rstrip("/")


@register.filter
def told(title: str) -> str:
    """What a notice type or an element is called in the reader's language."""
    return naming.told(title)


@register.filter
def mask_told(form: str) -> str:
    """What a mask leaves of a value, in a sentence; nothing for what is shown as it is."""
    return str(words.MASKS.get(form, ""))


@register.inclusion_tag("components/masks.html")
def masks() -> dict[str, Any]:
    """What every mask is called, and what it leaves of a value, to be unfolded."""
    return {"masks": [(words.FORMS[form], sentence) for form, sentence in words.MASKS.items()]}


@register.filter
def form_sign(form: str) -> words.Sign:
    """How a form of showing an element is told."""
    return words.FORMS[form]
