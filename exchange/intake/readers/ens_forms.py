"""How the text of an ENS element is read into a notice, and how the notice's value gives that text again.

Lengths, alphabets and digits are those of the message's own specification (ICS version 11.2: an..35, n..5 and
so on), in which white space around a value means nothing; white space within a value is kept. Text that its
form can't give back exactly (leading zeros, signs, a thirtieth of February) is refused, never mended.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from accounts.sentences import Sentence

SPACE = " \t\r\n"
_RUN_OF_SPACE = re.compile(f"[{SPACE}]+")

Value = str | int


class NotInForm(Exception):
    """The text is not what its element may hold; ``code`` and ``message`` say why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of value. What ``read`` made of a text, ``write`` gives back as ``tidy(text)``.

    ``continues``: the value is appended to the one that the element before it began.
    """

    name: str
    read: Callable[[str], Value]
    write: Callable[[Value], str] = str
    tidy: Callable[[str], str] = lambda text: text.strip(SPACE)
    continues: bool = False


def text(most: int) -> Form:
    """``an..most``: any characters; the length is counted with runs of white space as one."""

    def read(given: str) -> Value:
        value = given.strip(SPACE)
        length = len(_with_single_spaces(value))
        if not length:
            raise NotInForm("empty", "Leave the element out instead of sending it empty.")
        if length > most:
            raise NotInForm(
                "too-long",
                Sentence(
                    "Has %(length)s characters; at most %(most)s are allowed.", length=length, most=most
                ),
            )
        return value

    return Form(f"an..{most}", read)


def pattern(name: str, expression: str, wanted: str) -> Form:
    """Codes of a fixed alphabet; ``wanted`` tells a person what the expression says."""
    return Form(name, _matching(re.compile(expression), wanted))


def number(most: int) -> Form:
    """``n..most``: a count or position, without sign and leading zeros."""
    matching = _matching(
        re.compile(rf"0|[1-9][0-9]{{0,{most - 1}}}"),
        Sentence("Write up to %(most)s digits.", most=most),
    )

    def read(given: str) -> Value:
        value = given.strip(SPACE)
        if re.fullmatch(r"0[0-9]+", value):
            raise NotInForm("leading-zeros", "Write the number without leading zeros.")
        return int(matching(given))

    return Form(f"n..{most}", read)


def _matching(expression: re.Pattern[str], wanted: str) -> Callable[[str], str]:
    def read(given: str) -> str:
        value = given.strip(SPACE)
        if not value:
            raise NotInForm("empty", "Leave the element out instead of sending it empty.")
        if not expression.fullmatch(_with_single_spaces(value)):
            raise NotInForm("wrong-form", wanted)
        return value

    return read


def _with_single_spaces(value: str) -> str:
    return _RUN_OF_SPACE.sub(" ", value)


def _read_mass(given: str) -> Value:
    value = given.strip(SPACE)
    if re.fullmatch(r"[+-].*", value):
        raise NotInForm("signed-number", "Write the mass without a sign.")
    if re.fullmatch(r"0[0-9]+(\.[0-9]*)?", value):
        raise NotInForm("leading-zeros", "Write the mass without leading zeros.")
    value = _matching(
        re.compile(r"[0-9]+(\.[0-9]+)?"), "Write digits, with digits on both sides of a point."
    )(given)
    whole, _, fraction = value.partition(".")
    if len(whole) + len(fraction) > 11:
        raise NotInForm(
            "too-many-digits",
            Sentence("Has %(count)s digits; at most 11 are allowed.", count=len(whole) + len(fraction)),
        )
    if len(fraction) > 3:
        raise NotInForm(
            "too-many-decimals",
            Sentence("Has %(count)s decimal places; at most 3 are allowed.", count=len(fraction)),
        )
    return value


def _read_trader_number(given: str) -> Value:
    # The one kind of text in which white space counts, at both ends too.
    if not given:
        raise NotInForm("empty", "Leave the element out instead of sending it empty.")
    if not re.fullmatch(r"[A-Z]{2}[\x00-\x7f]{1,15}", given) or "\n" in given or "\r" in given:
        raise NotInForm("wrong-form", "Write the country in two capitals, then 1 to 15 characters.")
    return given


def _read_moment(given: str) -> Value:
    value = given.strip(SPACE)
    if not re.fullmatch(r"[1-9][0-9]{11}", value):
        raise NotInForm("wrong-form", "Write the time as twelve digits, YYYYMMDDHHMM, in GMT.")
    return _moment(value).strftime("%Y-%m-%dT%H:%M:00Z")


def _write_moment(value: Value) -> str:
    return re.sub(r"[-T:]", "", str(value)[:16])


def _read_day(given: str) -> Value:
    value = given.strip(SPACE)
    if not re.fullmatch(r"[0-9]{6}", value):
        raise NotInForm("wrong-form", "Write the date as six digits, YYMMDD.")
    return _moment(f"20{value}0000").strftime("%Y-%m-%d")


def _write_day(value: Value) -> str:
    return str(value)[2:10].replace("-", "")


def _read_hour(given: str) -> Value:
    value = given.strip(SPACE)
    if not re.fullmatch(r"([01][0-9]|2[0-3])[0-5][0-9]", value):
        raise NotInForm("wrong-form", "Write the time as four digits, HHMM, in GMT.")
    return f"T{value[:2]}:{value[2:]}:00Z"


def _write_hour(value: Value) -> str:
    return str(value)[11:16].replace(":", "")


def _moment(digits: str) -> datetime:
    try:
        return datetime.strptime(f"{digits}+0000", "%Y%m%d%H%M%z")
    except ValueError:
        raise NotInForm(
            "no-such-date", "There is no such day or hour in the calendar: look at its digits."
        ) from None


CAPITAL = pattern("a1 capital", "[A-Z]", "Write one capital letter.")
LETTER = pattern("a1", "[A-Za-z]", "Write one letter.")
LANGUAGE = pattern("language", "[A-Za-z]{2}", "Write the language in two letters.")
COUNTRY = pattern("country", "[A-Z]{2}", "Write the country in two capital letters.")
OFFICE = pattern(
    "office", "[A-Za-z]{2}[A-Za-z0-9]{6}", "Write the country in two letters, then six letters or digits."
)
MODE = pattern("mode", "0|[1-9][0-9]?", "Write the mode in one or two digits, without a leading zero.")
HS_CODE = pattern("n4..8", "[0-9]{4,8}", "Write four to eight digits.")
UN_NUMBER = pattern("n4", "[0-9]{4}", "Write four digits.")
PACKAGE = pattern("an2", ".{2}", "Write the kind of package in two characters.")
PLACE = pattern(
    "place", "[A-Za-z]{2}.{1,33}", "Write a UN/LOCODE, or two letters and the name: 3 to 35 characters."
)
MRN = pattern(
    "MRN", "[0-9]{2}[A-Z]{2}[A-Z0-9]{13}[0-9]", "Write the MRN: 18 characters, year and country first."
)
MESSAGE_TYPE = pattern("message type", "C[CD][0-9]{3}[A-Z]", "Write the type of the message, as CC315A.")
MASS = Form("n..11,3", _read_mass)
TRADER_NUMBER = Form("TIN", _read_trader_number, tidy=str)
MOMENT = Form("YYYYMMDDHHMM", _read_moment, _write_moment)
DAY = Form("YYMMDD", _read_day, _write_day)
HOUR = Form("HHMM", _read_hour, _write_hour, continues=True)
