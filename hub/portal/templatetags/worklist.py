"""The rows of the worklist, and those of their cells that change under the reader's hand."""

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

from hub.portal.officer import worklist_markup
from hub.portal.officer.worklist_lines import Row

register = template.Library()
register.simple_tag(worklist_markup.sign)
register.simple_tag(worklist_markup.state_cell)
register.simple_tag(worklist_markup.worker_cell)


@register.simple_tag
def worklist_lines(rows: Iterable[Row], may_open: bool) -> SafeString:
    """The rows of the table."""
    return worklist_markup.rows(rows, may_open=may_open)
