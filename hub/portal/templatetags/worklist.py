"""The cells of the worklist that change under the reader's hand; made in code, since a page has many of them."""

from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from hub.portal.officer.worklist_lines import Row
from hub.portal.officer.worklist_words import Clock
from hub.portal.templatetags.portal import icon
from hub.portal.words import Sign

register = template.Library()
_CELL = '<span class="cell" id="{}-{}"{}{}>{}</span>'
_OUT_OF_BAND = SafeString(' hx-swap-oob="true"')
_MINE = {True: SafeString(' data-mine="1"'), False: SafeString(' data-mine=""')}
_NOTHING = SafeString("")


@register.simple_tag
def sign(one: Sign | Clock) -> SafeString:
    """A state or a clock: a word with its picture, in its tone."""
    return _sign(one.tone, one.icon, str(one.label))


@lru_cache(maxsize=2048)
def _sign(tone: str, picture: str, label: str) -> SafeString:
    return format_html('<span class="sign sign-{}">{}{}</span>', tone, icon(picture), label)


@register.simple_tag
def state_cell(row: Row, out_of_band: bool = False) -> SafeString:
    """How far the delivery has got."""
    line = row.line
    where = _OUT_OF_BAND if out_of_band else _NOTHING
    return format_html(_CELL, "state", line.delivery.id, where, _NOTHING, sign(line.state))


@register.simple_tag
def worker_cell(row: Row, out_of_band: bool = False) -> SafeString:
    """Who works on it."""
    if row.mine:
        shown = sign(Clock(gettext("Mine"), "person-circle", "new"))
    elif row.worker:
        shown = sign(Clock(row.worker, "person-circle", "quiet"))
    else:
        shown = format_html('<span class="none">{}</span>', gettext("Nobody"))
    where = _OUT_OF_BAND if out_of_band else _NOTHING
    return format_html(_CELL, "worker", row.line.delivery.id, where, _MINE[row.mine], shown)
