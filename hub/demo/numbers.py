"""Numbers that pass their checks: containers, parcels, air waybills; and decimals as notices write them."""

import random
from decimal import ROUND_HALF_UP, Decimal

from stdnum import iso6346

from exchange.catalogue.rules.identifiers import s10_fits

_CENTS = Decimal("0.01")
_GRAMS = Decimal("0.001")


def container(rng: random.Random) -> str:
    """ISO 6346: owner, U, six digits, check digit."""
    stem = f"{rng.choice(('HUB', 'MRD', 'TLX'))}U{rng.randrange(1_000_000):06d}"
    return stem + str(iso6346.calc_check_digit(stem))


def parcel(rng: random.Random, *, service: str, country: str) -> str:
    """UPU S10: service, eight digits, check digit, country."""
    stem = f"{service}{rng.randrange(100_000_000):08d}"
    return next(number for digit in range(10) if s10_fits(number := f"{stem}{digit}{country}"))


def air_waybill(rng: random.Random) -> str:
    """Three digits of the airline, seven of the serial number, their remainder by seven."""
    serial = rng.randrange(10_000_000)
    return f"172-{serial:07d}{serial % 7}"


def money(amount: float) -> Decimal:
    return max(Decimal(amount).quantize(_CENTS, ROUND_HALF_UP), _CENTS)


def kilograms(mass: float) -> Decimal:
    return max(Decimal(mass).quantize(_GRAMS, ROUND_HALF_UP), _GRAMS)
