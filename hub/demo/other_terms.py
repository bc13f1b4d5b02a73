"""What is agreed about parcels, counterfeits, risk and changes of rules."""

from datetime import timedelta

from exchange.agreements.models import ItemScope, OnwardSharing, Purpose, RetentionStart, StandingKind
from exchange.agreements.terms import Terms
from hub.demo.cargo_terms import BOTH_STANDINGS
from hub.demo.members import CUSTOMS, TRADERS
from hub.demo.wording import COUNTRY_ONLY, HASHED, HIDDEN, PLAIN, TRUNCATED, YEAR, write
from hub.demo.world import World

PARCELS = ("ecommerce_parcel",)
ENROLLED = (StandingKind.ENROLLED,)
# What a parcel's duties are reckoned from ends at this value (consignments of low value in the Union).
LOW_VALUE = {"value": {"max": "150", "currency": "EUR"}}


def low_value(world: World) -> Terms:
    """For revenue: the items of low value alone, and of the buyer no more than where and a hash."""
    return write(
        world,
        title="Parcels of low value to France",
        purpose=Purpose.REVENUE,
        providers=["bazar", "poste"],
        recipients=["fr"],
        types=PARCELS,
        conditions=[{"country": {"of": "destination", "any_of": ["FR"]}}, LOW_VALUE],
        items=ItemScope.MATCHING,
        scope=[
            ("/tracking_number", PLAIN), ("/items", PLAIN), ("/platform", PLAIN), ("/seller", PLAIN),
            ("/ioss_number", PLAIN), ("/nature_of_transaction", PLAIN), ("/totals", PLAIN),
            ("/consignee/name", HASHED), ("/consignee/address", COUNTRY_ONLY), ("/dispatch_country", PLAIN),
            ("/destination_country", PLAIN), ("/declarant", PLAIN),
        ],
        standing=ENROLLED,
        retention=(10 * YEAR, RetentionStart.RECEIPT),
    )  # fmt: skip


def parcel_safety(world: World) -> Terms:
    """The same parcels for another purpose: other elements, and the two never mix."""
    return write(
        world,
        title="Air parcels to France before loading",
        purpose=Purpose.SAFETY_AND_SECURITY,
        providers=["bazar", "poste"],
        recipients=["fr"],
        types=PARCELS,
        conditions=[{"mode": ["4"]}, {"office": ["FR000740", "FR002300"]}],
        scope=[
            ("/consignor", PLAIN), ("/carrier", PLAIN), ("/declarant", PLAIN), ("/tracking_number", PLAIN),
            ("/receptacles", PLAIN), ("/security_screening", PLAIN), ("/transport", PLAIN),
            ("/estimated_departure", PLAIN), ("/items/*/description", PLAIN), ("/items/*/hs_code", TRUNCATED),
            ("/items/*/gross_mass", PLAIN), ("/consignee/address/city", PLAIN), ("/seller_account", HASHED),
        ],
        standing=ENROLLED,
        retention=(90, RetentionStart.CANCELLATION),
    )  # fmt: skip


def earphones(world: World) -> Terms:
    """A rights holder sees the items that may bear its mark, and never who bought them."""
    return write(
        world,
        title="Earphones offered on Bazar en Ligne",
        purpose=Purpose.IPR_ENFORCEMENT,
        providers=["bazar"],
        recipients=["sonara"],
        types=PARCELS,
        conditions=[{"hs": ["8518"]}, {"value": {"min": "5", "max": "400", "currency": "EUR"}}],
        items=ItemScope.MATCHING,
        scope=[
            ("/items/*/description", PLAIN), ("/items/*/brand", PLAIN), ("/items/*/listing_url", PLAIN),
            ("/items/*/hs_code", PLAIN), ("/items/*/price", PLAIN), ("/seller/name", PLAIN),
            ("/seller_account", HASHED), ("/dispatch_country", PLAIN), ("/destination_country", PLAIN),
        ],
        standing=ENROLLED,
    )  # fmt: skip


def counterfeits(world: World) -> Terms:
    """Customs and a rights holder tell one another: each gives and receives."""
    return write(
        world,
        title="Counterfeit audio goods",
        purpose=Purpose.IPR_ENFORCEMENT,
        providers=["fr", "sonara"],
        recipients=["fr", "nl", "sonara"],
        types=["counterfeit_alert"],
        scope=[("", PLAIN), ("/consignee", HIDDEN), ("/consignor/address", COUNTRY_ONLY)],
        retention=(2 * YEAR, RetentionStart.RECEIPT),
    )


def risks(world: World) -> Terms:
    """Among customs administrations alone; what is passed on is asked for each time."""
    return write(
        world,
        title="Risk alerts between customs administrations",
        purpose=Purpose.SAFETY_AND_SECURITY,
        providers=["nl", "fr", "sg"],
        recipients=["nl", "fr", "sg", "ke", "br"],
        types=["risk_alert"],
        scope=[("", PLAIN), ("/reliability/origin", HIDDEN), ("/pattern/parties/*/identifier", HASHED)],
        onward_sharing=OnwardSharing.CONSENT,
        retention=(2 * YEAR, RetentionStart.CANCELLATION),
    )


def announcements(world: World) -> Terms:
    """Two groups by rule: whichever administration and whichever trader accede."""
    return write(
        world,
        title="Advisories and changes of rules",
        purpose=Purpose.FACILITATION,
        providers=[CUSTOMS],
        recipients=["epsg", "sonara", TRADERS],
        types=["advisory", "regulatory_change"],
        scope=[("", PLAIN)],
        standing=BOTH_STANDINGS,
        objection_days=0,
        retention=(5 * YEAR, RetentionStart.RECEIPT),
        effective_until=world.began + timedelta(days=2 * YEAR),
    )
