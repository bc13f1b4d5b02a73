"""Charts as plain shapes: drawn by ``components/chart.html``, which sets the figures beside them as a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from math import ceil, log10

from django.utils.formats import get_format
from django.utils.functional import Promise

_WIDTH, _HEIGHT = 640, 220
_LEFT, _TOP, _BOTTOM = 44, 10, 40
_ROW, _LETTER = 32, 12.6  # a letter of a bar's name on a phone, where it is drawn largest
_MOST_LABELS = 8
_DRESSES = 6
_numbers = count(1)

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    dress: str
    says: str


@dataclass(frozen=True, slots=True)
class Line:
    x1: float
    x2: float
    y1: float
    y2: float


@dataclass(frozen=True, slots=True)
class Label:
    x: float
    y: float
    text: str
    dress: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Shapes in a box of ``width`` by ``height``; ``of`` heads the table's first column."""

    id: str
    title: Text
    of: Text
    width: int
    height: int
    bars: Sequence[Bar]
    grid: Sequence[Line]
    texts: Sequence[Label]
    legend: Sequence[tuple[Text, str]]
    table: Sequence[tuple[Text, Sequence[float]]]


def columns(
    title: Text, *, of: Text, places: Sequence[Text], series: Mapping[Text, Sequence[float]]
) -> Chart:
    """Columns beside each other (days, hours), the series of each stacked in the order given."""
    top = _round_up(max((sum(values) for values in zip(*series.values(), strict=True)), default=0))
    scale = (_HEIGHT - _TOP - _BOTTOM) / top
    ground = _HEIGHT - _BOTTOM
    step = (_WIDTH - _LEFT) / max(len(places), 1)
    bars = []
    for n, place in enumerate(places):
        y = float(ground)
        for dress, (name, values) in zip(_dresses(), series.items(), strict=False):
            if values[n]:
                height = values[n] * scale
                y -= height
                x = _LEFT + n * step + step * 0.12
                says = f"{place} · {name}: {_written(values[n])}"
                bars.append(
                    Bar(round(x, 1), round(y, 1), round(step * 0.76, 1), round(height, 1), dress, says)
                )
    marks = (0, top / 2, top) if top > 1 else (0, top)
    grid = [
        Line(_LEFT, _WIDTH, round(ground - mark * scale, 1), round(ground - mark * scale, 1))
        for mark in marks
    ]
    texts = [
        Label(_LEFT - 6, round(ground - mark * scale, 1), _written(mark), "axis axis-end axis-mark")
        for mark in marks
    ]
    every, last = ceil(len(places) / _MOST_LABELS) or 1, len(places) - 1  # the newest is always named
    texts += [
        Label(
            round(_LEFT + (n + 0.5) * step, 1),
            _HEIGHT - 8,
            str(place),
            "axis axis-middle" + (" axis-other" if (last - n) // every % 2 else ""),
        )
        for n, place in enumerate(places)
        if (last - n) % every == 0
    ]
    table = [(place, [values[n] for values in series.values()]) for n, place in enumerate(places)]
    legend = list(zip(series, _dresses(), strict=False))
    return Chart(_id(), title, of, _WIDTH, _HEIGHT, bars, grid, texts, legend, table)


def bars(title: Text, *, of: Text, unit: Text, rows: Sequence[tuple[Text, float]]) -> Chart:
    """Bars below each other, one per row, each with its name before and its figure behind it."""
    top = max((value for _, value in rows), default=0) or 1
    names = [_short(str(name)) for name, _ in rows]
    left = round(max(map(len, names), default=0) * _LETTER) + 8  # no name is cut, in whatever language
    room = _WIDTH - left - 70
    drawn, texts = [], []
    for n, (name, value) in enumerate(rows):
        y, length = n * _ROW, value / top * room
        drawn.append(
            Bar(left, y + 5, round(max(length, 1.5), 1), _ROW - 10, "s1", f"{name}: {_written(value)}")
        )
        middle = y + _ROW / 2
        texts.append(Label(left - 8, middle, names[n], "axis axis-end axis-mark axis-name"))
        texts.append(Label(round(left + length + 8, 1), middle, _written(value), "figure axis-mark"))
    height = max(len(rows), 1) * _ROW
    table = [(name, [value]) for name, value in rows]
    return Chart(_id(), title, of, _WIDTH, height, drawn, [], texts, [(unit, "s1")], table)


def _dresses() -> list[str]:
    return [f"s{n}" for n in range(1, _DRESSES + 1)]


def _id() -> str:
    return f"chart-{next(_numbers)}"


def _round_up(value: float) -> float:
    """The next figure that halves well."""
    if value <= 1:
        return 1
    power = 10 ** int(log10(value))
    return next(step * power for step in (1, 2, 4, 6, 8, 10, 20) if step * power >= value)


def _written(value: float) -> str:
    if value == int(value):
        return f"{value:,.0f}".replace(",", "\u202f")
    return f"{value:,.1f}".replace(".", get_format("DECIMAL_SEPARATOR"))


def _short(name: str, most: int = 27) -> str:
    return name if len(name) <= most else f"{name[: most - 1]}…"
