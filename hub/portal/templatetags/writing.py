"""Markup of forms that are made of a schema."""

from django import template
from django.forms.utils import flatatt
from django.utils.safestring import SafeString

from hub.portal.writing.fields import Field

register = template.Library()


@register.simple_tag
def writing_attributes(field: Field) -> SafeString:
    """What ties a control to the texts beside it, and says whether its value is faulty."""
    counted = field.most and field.control in ("text", "area", "codes")
    return flatatt(
        {
            "aria-describedby": field.described_by or None,
            "aria-invalid": "true" if field.faults else None,
            "aria-required": "true" if field.required else None,
            "maxlength": field.most if counted else None,
            "autofocus": field.is_first,
        }
    )
