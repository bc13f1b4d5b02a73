"""The rows of the worklist as markup. Made in code: a page has fifty of them, each with dozens of values, which
takes a template six times as long.
"""

from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import NamedTuple
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exchange.deliveries.models import Delivery
from hub.portal.clocks import Clock
from hub.portal.officer.worklist_lines import Facts, Row
from hub.portal.templatetags.portal import icon, short_when
from hub.portal.words import Sign

_NOTHING = SafeString("")
_NONE = SafeString('<span class="none">\N{EN DASH}</span>')
_OLD = SafeString(' class="is-old"')
_OUT_OF_BAND = SafeString(' hx-swap-oob="true"')
_MINE = {True: SafeString(' data-mine="1"'), False: SafeString(' data-mine=""')}
_SPAN = '<span class="cell" id="{}-{}"{}{}>{}</span>'
_ROW = (
    '<tr role="row" id="row-{id}"{old} data-delivery="{id}">\n'
    '<td role="cell" class="tick"><label><input class="form-check-input" type="checkbox" name="delivery"'
    ' value="{id}" aria-labelledby="choose-{id} number-{id}"><span class="visually-hidden" id="choose-{id}">'
    "{choose}</span></label></td>\n"
    '<td role="cell" class="card-state">{state}</td>\n'
    '<th scope="row" role="rowheader">{number}{remarks}{sort}</th>\n'
    "{says}{due}{claimed}{received}</tr>\n"
)
_LINK = '<a class="ref" id="number-{id}" href="{inbox}{id}/">{number}</a> '
_NUMBER = '<span class="ref" id="number-{id}">{number}</span> '
_SORT = '<span class="sort">{} · {}</span>'
_DRESSED = '<span class="{}">{}</span> '
_DATA = '<td role="cell" data-label="{}"{}>{}</td>\n'
_CELL = '<td role="cell" data-label="{}"{}><span>{}</span></td>\n'
_SENDER = '<td role="cell" data-label="{0}" class="from card-run"><span title="{1}">{1}</span></td>\n'
_LOOSE = SafeString(' class="loose"')
_BRIEF = SafeString(' class="brief"')
_TYPE = SafeString(' class="loose card-run"')
_PURPOSE = SafeString(' class="brief card-run"')
_WHEN = SafeString(' class="when card-when"')


class _Words(NamedTuple):
    """What stands in every row, in the reader's language."""

    inbox: str
    choose: str
    type: str
    sender: str
    purpose: str
    due: str
    claimed: str
    received: str
    arrival: str
    departure: str
    entry: str
    journey: str
    goods: str


def rows(every: Iterable[Row], *, may_open: bool) -> SafeString:
    """The rows of the table. ``may_open``: a number leads to what nobody has opened yet."""
    words = _Words(
        reverse("portal:inbox"), _("Choose"), _("Type"), _("From"), _("Purpose"), _("Due"), _("Claimed by"),
        _("Received"), _("Arrival"), _("Departure"), _("Entry"), _("Journey"), _("Goods (HS)"),
    )  # fmt: skip
    return SafeString("".join(_row(one, words, may_open=may_open) for one in every))


def _filled(shape: str, *texts: object, **named: object) -> SafeString:
    """Markup with texts in it, each escaped unless it is markup itself.

    As Django's ``format_html``, which asks of every text whether it is lazy: that alone takes twice as long as this.
    """
    return SafeString(
        shape.format(*map(_escaped, texts), **{name: _escaped(text) for name, text in named.items()})
    )


def _escaped(text: object) -> str:
    return text if isinstance(text, SafeString) else escape(str(text))


def _row(one: Row, words: _Words, *, may_open: bool) -> SafeString:
    line, facts, delivery = one.line, one.facts, one.line.delivery
    return _filled(
        _ROW,
        id=str(delivery.id),
        old=_NOTHING if line.current else _OLD,
        choose=words.choose,
        state=state_cell(one),
        number=_number(delivery, words.inbox, leads_on=may_open or delivery.delivered_at is not None),
        remarks=_dressed(one.remarks),
        sort=_filled(_SORT, line.type, line.publisher) if facts else _NOTHING,
        says=_says(facts, words) if facts else _envelope(one, words),
        due=_cell(words.due, _LOOSE, _due(one)),
        claimed=_filled(_DATA, words.claimed, _LOOSE, worker_cell(one)),
        received=_NOTHING if facts else _filled(_CELL, words.received, _WHEN, _received(delivery)),
    )


def _number(delivery: Delivery, inbox: str, *, leads_on: bool) -> SafeString:
    shape = _LINK if leads_on else _NUMBER
    return _filled(shape, id=str(delivery.id), inbox=inbox, number=delivery.number)


def _dressed(texts: tuple[tuple[str, str], ...]) -> SafeString:
    if not texts:
        return _NOTHING
    return SafeString("".join(_filled(_DRESSED, dress, text) for text, dress in texts))


# Most cells of a list say one of few things. By type as well: markup and a text of the same letters differ.
@lru_cache(maxsize=4096, typed=True)
def _cell(label: str, dress: SafeString, shown: str) -> SafeString:
    return _filled(_CELL, label, dress, shown)


@lru_cache(maxsize=1024)
def _sender(label: str, name: str) -> SafeString:
    return _filled(_SENDER, label, name)


def _envelope(one: Row, words: _Words) -> SafeString:
    line = one.line
    manner = _filled("{} {}", line.type, _dressed(one.manner)) if one.manner else line.type
    return (
        _cell(words.type, _TYPE, manner)
        + _sender(words.sender, line.publisher)
        + _cell(words.purpose, _PURPOSE, str(line.purpose))
    )


def _says(facts: Facts, words: _Words) -> SafeString:
    goods = _filled("<span>{}</span>", facts.goods or _NONE)
    remarks = []
    if facts.vague:
        remarks.append((_("vague description"), "tag tag-wait"))
    if facts.missing:
        told = ngettext("%(n)s house not known", "%(n)s houses not known", facts.missing)
        remarks.append((told % {"n": facts.missing}, "tag tag-wait"))
    if remarks:
        goods = _filled("{} {}", goods, _dressed(tuple(remarks)))
    return (
        _cell(words.arrival, _LOOSE, sign(facts.arrival) if facts.arrival else _NONE)
        + _cell(words.departure, _LOOSE, sign(facts.departure) if facts.departure else _NONE)
        + _cell(words.entry, _NOTHING, facts.offices or _NONE)
        + _cell(words.journey, _LOOSE, facts.journey or _NONE)
        + _filled(_DATA, words.goods, _BRIEF, goods)
    )


def _due(one: Row) -> SafeString:
    if not one.case:
        return _NONE
    clock = sign(one.clock) if one.clock else _NOTHING
    return _filled('{}<span class="quiet">{}</span>', clock, one.case_kind)


def _received(delivery: Delivery) -> str:
    if delivery.available_at is None:
        return _filled('<span class="none">{}</span>', _("Not yet"))
    return short_when(delivery.available_at)


def sign(one: Sign | Clock) -> SafeString:
    """A state or a clock: a word with its picture, in its tone."""
    return _sign(one.tone, one.icon, str(one.label))


@lru_cache(maxsize=2048)
def _sign(tone: str, picture: str, label: str) -> SafeString:
    return _filled('<span class="sign sign-{}">{}{}</span>', tone, icon(picture), label)


def state_cell(row: Row, out_of_band: bool = False) -> SafeString:
    """How far the delivery has got."""
    return _changing("state", row.line.delivery.id, _NOTHING, sign(row.line.state), out_of_band)


def worker_cell(row: Row, out_of_band: bool = False) -> SafeString:
    """Who works on it."""
    if row.mine:
        shown = sign(Clock(_("Mine"), "person-circle", "new"))
    elif row.worker:
        shown = sign(Clock(row.worker, "person-circle", "quiet"))
    else:
        shown = _filled('<span class="none">{}</span>', _("Nobody"))
    return _changing("worker", row.line.delivery.id, _MINE[row.mine], shown, out_of_band)


def _changing(
    name: str, delivery: UUID, mine: SafeString, shown: SafeString, out_of_band: bool
) -> SafeString:
    """A cell that changes under the reader's hand."""
    return _filled(_SPAN, name, delivery, _OUT_OF_BAND if out_of_band else _NOTHING, mine, shown)
