"""What the hub says with something of the case in it, so that it can be said in another language as well.

A ``Sentence`` is its English text, and whatever takes a text takes it; beside that it knows the text with its holes
and what fills them. Who shows it to a person tells it in that person's language with ``told``.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import get_language, gettext, ngettext

_BETWEEN = ", "
_NARROW = "\N{NARROW NO-BREAK SPACE}"
# Figures of fewer digits are read without a mark.
_MARKED_FROM = 10_000
_MESSAGE, _SAID = "message", "said"


class Sentence(str):
    """``Sentence("At most %(most)s entries.", most=5)``: English as it stands, other languages by ``told``.

    What fills a hole is a figure, a text that is the same in every language, a sentence, or a tuple of such.
    """

    text: str
    several: str
    values: Mapping[str, object]

    def __new__(cls, text: str, /, **values: object) -> "Sentence":
        return cls._made(text, "", values)

    @classmethod
    def counted(cls, one: str, several: str, /, **values: object) -> "Sentence":
        """A sentence that reads otherwise for one: ``count`` among the values decides."""
        return cls._made(one, several, values)

    @classmethod
    def _made(cls, text: str, several: str, values: Mapping[str, object]) -> "Sentence":
        english = several if several and values["count"] != 1 else text
        made = super().__new__(cls, _with(english, values, _english))
        made.text, made.several, made.values = text, several, values
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (self.text, self.several, self.values)


def sentence(message: str) -> Sentence:
    """The message as one that can stand within another."""
    return message if isinstance(message, Sentence) else Sentence(message)


def told(message: object) -> str:
    """The message in the language in force; one that no catalogue has stays as it is."""
    if not isinstance(message, Sentence):
        said = str(message)
        return gettext(said) if said else said
    text = gettext(message.text)
    if message.several:
        text = ngettext(message.text, message.several, _count(message))
    fill = _english if (get_language() or "en").startswith("en") else _filled
    return _with(text, message.values, fill)


def kept(message: str) -> dict[str, Any]:
    """The message as JSON: its English text, and what ``read`` makes a sentence of again."""
    if not isinstance(message, Sentence):
        return {_MESSAGE: message}
    values = {name: _kept_value(value) for name, value in message.values.items()}
    return {_MESSAGE: str(message), _SAID: [message.text, message.several, values]}


def read(held: Mapping[str, Any]) -> str:
    """The message that ``kept`` made this of; also of what was kept without its parts."""
    said = held.get(_SAID)
    if said is None:
        return str(held[_MESSAGE])
    text, several, values = said
    return _again(text, several, {name: _read_value(value) for name, value in values.items()})


def for_programs(held: Mapping[str, Any]) -> dict[str, Any]:
    """What was kept with a message, without what only ``read`` needs."""
    return {name: value for name, value in held.items() if name != _SAID}


def _kept_value(value: object) -> object:
    if isinstance(value, tuple):
        return [_kept_value(one) for one in value]
    return kept(value) if isinstance(value, Sentence) else value


def _read_value(value: object) -> object:
    if isinstance(value, list):
        return tuple(_read_value(one) for one in value)
    return read(value) if isinstance(value, dict) else value


def _with(text: str, values: Mapping[str, object], fill: Callable[[object], str]) -> str:
    return text % {name: fill(value) for name, value in values.items()} if values else text


def _again(text: str, several: str, values: Mapping[str, object]) -> Sentence:
    return Sentence.counted(text, several, **values) if several else Sentence(text, **values)


def _count(message: Sentence) -> int:
    count = message.values["count"]
    return count if isinstance(count, int) else 0


def _english(value: object) -> str:
    if isinstance(value, tuple):
        return _BETWEEN.join(map(_english, value))
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= _MARKED_FROM:
        return f"{value:,}"
    return str(value)


def _filled(value: object) -> str:
    if isinstance(value, tuple):
        return _BETWEEN.join(map(_filled, value))
    if isinstance(value, Sentence):
        return told(value)
    return _english(value).replace(",", _NARROW) if isinstance(value, int) else str(value)
