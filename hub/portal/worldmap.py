"""The world as one drawing: land from Natural Earth (public domain, 1:110 million), and where each country lies.

``python -m hub.portal.worldmap FOLDER`` makes ``static/portal/world.svg`` and ``world.csv`` anew from the files
``naturalearth_lowres.shp`` and ``.dbf``, and ``naturalearth_cities`` for countries too small to have a shape.
"""

import csv
import itertools
import struct
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pycountry

WIDTH, HEIGHT = 1000, 420
HERE = Path(__file__).parent
DRAWING = HERE / "static" / "portal" / "world.svg"
PLACES = HERE / "world.csv"

Point = tuple[float, float]
Ring = list[Point]

# Robinson's own table: every five degrees of latitude, the length of the parallel and its distance.
_ROBINSON = (
    (1.0, 0.0), (0.9986, 0.062), (0.9954, 0.124), (0.99, 0.186), (0.9822, 0.248), (0.973, 0.31),
    (0.96, 0.372), (0.9427, 0.434), (0.9216, 0.4958), (0.8962, 0.5571), (0.8679, 0.6176), (0.835, 0.6769),
    (0.7986, 0.7346), (0.7597, 0.7903), (0.7186, 0.8435), (0.6732, 0.8936), (0.6213, 0.9394), (0.5722, 0.9761),
    (0.5322, 1.0),
)  # fmt: skip
_NORTH = 0.955
_SCALE = WIDTH / (2 * 0.8487 * 3.14159265)
# Codes that the shapes lack, and their countries' capitals as the cities name them.
_BY_CITY = {
    "SG": "Singapore", "MT": "Valletta", "BH": "Manama", "MU": "Port Louis", "MV": "Male", "CV": "Praia",
    "BB": "Bridgetown", "SC": "Victoria", "ST": "São Tomé", "LC": "Castries", "AD": "Andorra", "MC": "Monaco",
    "LI": "Vaduz", "SM": "San Marino", "WS": "Apia", "TO": "Nukualofa", "HK": "Hong Kong",
}  # fmt: skip
_LEAST = 1.2


@cache
def places() -> dict[str, Point]:
    """Where each country lies on the drawing, by ISO 3166-1 alpha-2 code."""
    with PLACES.open(newline="") as file:
        return {code: (float(x), float(y)) for code, x, y in csv.reader(file)}


def projected(longitude: float, latitude: float) -> Point:
    """A place on the drawing, by Robinson's projection."""
    step, rest = divmod(min(abs(latitude), 89.99), 5)
    (length, far), (next_length, next_far) = _ROBINSON[int(step)], _ROBINSON[int(step) + 1]
    part = rest / 5
    x = 0.8487 * (length + (next_length - length) * part) * longitude * 3.14159265 / 180
    y = 1.3523 * (far + (next_far - far) * part) * (1 if latitude >= 0 else -1)
    return WIDTH / 2 + x * _SCALE, (1.3523 * _NORTH - y) * _SCALE


def _shapes(path: Path) -> Iterator[list[Ring]]:
    """The rings of each record of a shapefile; of a point, one ring of one point."""
    data, at = path.read_bytes(), 100
    while at < len(data):
        (words,) = struct.unpack(">i", data[at + 4 : at + 8])
        body = data[at + 8 : at + 8 + 2 * words]
        at += 8 + 2 * words
        if struct.unpack("<i", body[:4])[0] == 1:
            yield [[struct.unpack("<2d", body[4:20])]]
            continue
        parts, points = struct.unpack("<2i", body[36:44])
        starts = [*struct.unpack(f"<{parts}i", body[44 : 44 + 4 * parts]), points]
        flat = struct.unpack(f"<{2 * points}d", body[44 + 4 * parts : 44 + 4 * parts + 16 * points])
        every = list(zip(flat[::2], flat[1::2], strict=True))
        yield [every[begin:end] for begin, end in itertools.pairwise(starts)]


def _column(path: Path, name: str) -> list[str]:
    """One column of a dBase file."""
    data = path.read_bytes()
    records, header, length = struct.unpack("<I2H", data[4:12])
    offset = 1
    for at in range(32, header - 1, 32):
        field, size = data[at : at + 11].split(b"\0")[0].decode(), data[at + 16]
        if field == name:
            rows = (data[header + n * length : header + (n + 1) * length] for n in range(records))
            return [row[offset : offset + size].decode("utf-8", "replace").strip() for row in rows]
        offset += size
    raise LookupError(name)


def _area(ring: Ring) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(ring))) / 2


def _middle(ring: Ring) -> Point:
    """The centre of mass of a ring."""
    twice = x = y = 0.0
    for (ax, ay), (bx, by) in itertools.pairwise(ring):
        cross = ax * by - bx * ay
        twice, x, y = twice + cross, x + (ax + bx) * cross, y + (ay + by) * cross
    return x / (3 * twice), y / (3 * twice)


def _drawn(ring: Ring) -> str:
    """A ring as a path: half units, and no point closer to the last than one can see."""
    kept: list[tuple[float, float]] = []
    for x, y in ring:
        point = round(x * 2) / 2, round(y * 2) / 2
        if not kept or abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1]) >= _LEAST:
            kept.append(point)
    if len(kept) < 3:
        return ""
    steps = [f"M{kept[0][0]:g} {kept[0][1]:g}l"]
    steps += [f"{b[0] - a[0]:g} {b[1] - a[1]:g}" for a, b in itertools.pairwise(kept)]
    return steps[0] + " ".join(steps[1:]) + "z"


def make(folder: Path) -> None:
    """Both files, from Natural Earth's."""
    land, found = [], {}
    codes = _column(folder / "naturalearth_lowres.dbf", "iso_a3")
    for code, rings in zip(codes, _shapes(folder / "naturalearth_lowres.shp"), strict=True):
        if code == "ATA":
            continue
        shown = [[projected(*point) for point in ring] for ring in rings]
        land.append("".join(map(_drawn, shown)))
        country = pycountry.countries.get(alpha_3=code)
        if country is not None:
            found[country.alpha_2] = _middle(max(shown, key=_area))
    names = _column(folder / "naturalearth_cities.dbf", "name")
    cities = dict(zip(names, _shapes(folder / "naturalearth_cities.shp"), strict=True))
    for code, city in _BY_CITY.items():
        if code not in found and city in cities:
            found[code] = projected(*cities[city][0][0])
    DRAWING.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<path id="land" d="{"".join(land)}"/></svg>\n'
    )
    with PLACES.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows((code, f"{x:.1f}", f"{y:.1f}") for code, (x, y) in sorted(found.items()))


if __name__ == "__main__":
    make(Path(sys.argv[1]))
