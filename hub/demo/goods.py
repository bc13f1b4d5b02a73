"""What is carried, how often, how heavy and how dear.

The shares follow the shape of published import declarations (Customs-Declaration-Datasets of the Institute for
Basic Science and Korea Customs Service): chapters 85, 39, 84 and 62 lead, half comes from China, three fifths go
by sea, and mass and price are spread over several powers of ten. No record of theirs is used.
"""

import math
import random
from dataclasses import dataclass
from decimal import Decimal

from hub.demo.dice import pick
from hub.demo.numbers import kilograms, money

BY_SEA = 0.58
_SPREAD_OF_MASS = 1.3
_SPREAD_OF_PRICE = 0.5


@dataclass(frozen=True, slots=True)
class Goods:
    """One kind: code, plain words, share of the lines, median mass of a line (kg) and median price (EUR a kg)."""

    hs: str
    text: str
    share: float
    mass: float
    price: float
    package: str = "CT"
    per_package: float = 14.0
    dangerous: str = ""


CARGO = (
    Goods("854442", "Electric cables fitted with connectors", 0.045, 420, 14.0),
    Goods("850440", "Power supplies and chargers", 0.045, 300, 24.0),
    Goods("854370", "LED strip controllers", 0.030, 140, 31.0),
    Goods("392690", "Moulded plastic housings for household devices", 0.060, 380, 7.5),
    Goods("392410", "Plastic kitchenware", 0.037, 900, 3.8),
    Goods("847130", "Portable computers", 0.026, 210, 95.0),
    Goods("848180", "Brass valves for water pipes", 0.030, 1400, 11.0),
    Goods("843149", "Buckets and teeth for excavators", 0.020, 9800, 3.2, "CR", 450),
    Goods("620463", "Women's trousers of synthetic fibres", 0.034, 520, 19.0),
    Goods("620640", "Women's blouses of man-made fibres", 0.029, 310, 24.0),
    Goods("901890", "Infusion pumps for hospitals", 0.024, 85, 140.0),
    Goods("940490", "Quilts and cushions, polyester filling", 0.038, 1900, 5.2, "BE", 18),
    Goods("950300", "Construction toys of plastic", 0.035, 780, 9.5),
    Goods("420292", "Backpacks with outer surface of textile", 0.035, 640, 13.0),
    Goods("610910", "Knitted T-shirts of cotton", 0.030, 1100, 16.0),
    Goods("870899", "Suspension arms for passenger cars", 0.027, 2600, 6.4, "PX", 240),
    Goods("732690", "Forged steel brackets", 0.025, 5200, 2.6, "PX", 420),
    Goods("330530", "Hair spray in aerosol cans", 0.009, 310, 9.5, "CT", 12, "1950"),
    Goods("330499", "Face creams in jars", 0.012, 260, 38.0),
    Goods("630260", "Terry towels of cotton", 0.017, 2100, 8.2),
    Goods("711719", "Imitation jewellery of base metal", 0.010, 45, 60.0),
    Goods("640399", "Leather shoes with rubber soles", 0.015, 980, 28.0),
    Goods("071080", "Frozen peppers, diced", 0.017, 21000, 1.1, "CT", 10),
    Goods("850760", "Lithium-ion batteries for bicycles", 0.011, 1500, 42.0, "4G", 24, "3480"),
)
COFFEE = (
    Goods("090111", "Green coffee, Arabica, not decaffeinated", 0.85, 19200, 5.6, "SA", 60),
    Goods("090121", "Roasted coffee in bags of one kilogram", 0.15, 2400, 11.0),
)
PARCELS = (
    Goods("851830", "Wireless earphones with charging case", 0.20, 0.18, 160.0),
    Goods("392690", "Silicone phone cases", 0.18, 0.12, 48.0),
    Goods("610910", "Cotton T-shirt, printed", 0.14, 0.22, 55.0),
    Goods("950300", "Toy car set", 0.12, 0.60, 24.0),
    Goods("711719", "Necklace of base metal", 0.10, 0.05, 190.0),
    Goods("640411", "Running shoes", 0.09, 0.85, 62.0),
    Goods("851762", "Wireless router", 0.06, 0.55, 70.0),
    Goods("910211", "Quartz wristwatch", 0.06, 0.14, 240.0),
    Goods("330499", "Face serum, 30 ml", 0.05, 0.09, 210.0),
)

# Where goods come from when nothing else is said.
ORIGINS = {"CN": 0.51, "JP": 0.10, "US": 0.08, "KR": 0.05, "VN": 0.05, "DE": 0.04, "IN": 0.04, "TH": 0.03}
_LINES = {1: 0.52, 2: 0.26, 3: 0.14, 4: 0.08}


@dataclass(frozen=True, slots=True)
class Line:
    """One goods line of a consignment."""

    goods: Goods
    mass: Decimal
    value: Decimal


def lines(rng: random.Random, among: tuple[Goods, ...], *, spread: float = _SPREAD_OF_MASS) -> list[Line]:
    """The lines of one consignment: each kind once at most."""
    shares = {goods: goods.share for goods in among}
    chosen: list[Line] = []
    for _ in range(min(pick(rng, _LINES), len(among))):
        goods = pick(rng, shares)
        shares.pop(goods)
        mass = min(rng.lognormvariate(math.log(goods.mass), spread), 180_000.0)
        price = goods.price * rng.lognormvariate(0, _SPREAD_OF_PRICE)
        chosen.append(Line(goods, kilograms(mass), money(mass * price)))
    return chosen
