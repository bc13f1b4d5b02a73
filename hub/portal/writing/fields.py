"""One element as a field: its control, what it holds, what helps to fill it in, what is wrong with it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from accounts.errors import Fault
from accounts.sentences import told
from exchange.catalogue import naming
from hub.portal.values import Meanings, meaning_of
from hub.portal.writing.plan import BOOLEAN, INTEGER, Plan
from hub.portal.writing.posted import OFFSET

_LONG_TEXT = 255
_MOMENT = re.compile(r"([0-9-]{10}T[0-9:]{5}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?)(Z|[+-][0-9]{2}:[0-9]{2})")
_UTC = "Z"
_UTC_IN_FIGURES = ("+00:00", "-00:00")
_OFFSETS = (
    *(f"-{hour:02}:00" for hour in range(12, 0, -1)),
    _UTC,
    *(f"+{hour:02}:00" for hour in range(1, 15)),
    *("+03:30", "+04:30", "+05:30", "+05:45", "+06:30", "+09:30"),
)


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    """One element in a form. ``name`` is its JSON Pointer; ``meaning`` what the code in it stands for.

    ``control``: text, area, select, codes (a text with a search in ``codelist``), moment (with ``offset``) or day.
    """

    name: str
    id: str
    label: str
    value: str
    control: str
    required: bool
    hint: str = ""
    wco: str = ""
    codelist: str = ""
    meaning: str = ""
    numeric: str = ""
    most: int = 0
    options: tuple[Option, ...] = ()
    offset_name: str = ""
    offset: str = ""
    is_first: bool = False
    faults: tuple[str, ...] = ()

    @property
    def described_by(self) -> str:
        """The identifiers of what is said about the field beside it."""
        said = ((self.hint, "hint"), (self.meaning or self.codelist, "meaning"), (self.faults, "fault"))
        return " ".join(f"{self.id}-{name}" for text, name in said if text)


Faults = Mapping[str, Sequence[Fault]]


def identifier(pointer: str) -> str:
    """The id on the page of what stands at a pointer."""
    return "f" + pointer.replace("/", "-")


def field(plan: Plan, pointer: str, value: Any, *, faults: Faults, meanings: Meanings, first: bool) -> Field:
    """The element at ``pointer`` as a field; ``first``: the reader goes on writing here."""
    text = _text(value)
    control, options = _control(plan, text)
    local, offset = _moment(text) if control == "moment" else (text, "")
    if offset:
        options = _offsets(offset)
    elif control == "moment":
        control = "text"
    return Field(
        name=pointer,
        id=identifier(pointer),
        label=naming.told(plan.title),
        value=local,
        control=control,
        required=plan.required and not plan.is_own_number,
        hint=_hint(plan, control),
        wco=plan.wco,
        codelist=plan.codelist if control == "codes" else "",
        meaning=_meaning(plan, text, meanings),
        numeric=_numeric(plan),
        most=plan.most,
        options=options,
        offset_name=pointer + OFFSET if offset else "",
        offset=offset,
        is_first=first,
        faults=tuple(told(one.message) for one in faults.get(pointer, ())),
    )


def _hint(plan: Plan, control: str) -> str:
    """How a value is written, where the control does not show it by itself."""
    if plan.is_own_number:
        return gettext("It gets the next number by itself.")
    if control in ("moment", "day", "select", "codes") or not plan.hint:
        return ""
    return (
        gettext("A number, with a point, for example 12.50.")
        if _numeric(plan) == "decimal"
        else gettext(plan.hint)
    )


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int) else ""


def _control(plan: Plan, text: str) -> tuple[str, tuple[Option, ...]]:
    if plan.kind == BOOLEAN:
        return "select", _with(text, {"true": gettext("Yes"), "false": gettext("No")})
    if plan.options:
        return "select", _with(text, {one: naming.option(one) for one in plan.options})
    if plan.codelist:
        return "codes", ()
    if plan.format == "date-time":
        return "moment", ()
    if plan.format == "date":
        return "day", ()
    return "area" if plan.most > _LONG_TEXT and not plan.format else "text", ()


def _with(text: str, labels: Mapping[str, str]) -> tuple[Option, ...]:
    known = {} if not text or text in labels else {text: text}
    return tuple(Option(value, label) for value, label in {**known, **labels}.items())


def _moment(text: str) -> tuple[str, str]:
    """The local part and the offset; no offset where the text is no moment, which is then shown as it is."""
    if not text:
        return "", _UTC
    found = _MOMENT.fullmatch(text)
    return (found[1], found[2]) if found else (text, "")


def _offsets(chosen: str) -> tuple[Option, ...]:
    """The offsets to choose from, UTC once: as it is written in the moment itself."""
    others = [one for one in _OFFSETS if one != _UTC or chosen not in _UTC_IN_FIGURES]
    return tuple(Option(one, _offset(one)) for one in dict.fromkeys([*others, chosen]))


def _offset(offset: str) -> str:
    return "UTC" if offset in (_UTC, *_UTC_IN_FIGURES) else f"UTC{offset}"


def _meaning(plan: Plan, text: str, meanings: Meanings) -> str:
    if not plan.codelist or not text:
        return ""
    return meaning_of(text, plan.codelist, meanings)


def _numeric(plan: Plan) -> str:
    if plan.kind == INTEGER:
        return "numeric"
    return "decimal" if plan.step in ("amount", "quantity") or plan.step.endswith("_mass") else ""
