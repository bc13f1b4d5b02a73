"""What is agreed about advance cargo data and transport events."""

from datetime import timedelta

from exchange.agreements.models import OnwardSharing, Purpose, RetentionStart, StandingKind
from exchange.agreements.terms import Terms
from hub.demo.members import CUSTOMS, PRIVATE_SECTOR
from hub.demo.wording import COUNTRY_ONLY, HASHED, HIDDEN, PLAIN, TRUNCATED, YEAR, write
from hub.demo.world import World

CARGO, EVENTS = ("advance_cargo",), ("transport_event",)
BOTH_STANDINGS = (StandingKind.ACCREDITED, StandingKind.ENROLLED)


def rotterdam_first(world: World) -> Terms:
    """The narrow beginning: from some countries alone; goods, and the parties that replies go to."""
    return write(
        world,
        title="Advance cargo data for Rotterdam",
        purpose=Purpose.SAFETY_AND_SECURITY,
        providers=["lotus"],
        recipients=["nl"],
        types=CARGO,
        conditions=[{"corridor": [[country, "NL"] for country in ("CN", "IN", "JP", "KR", "TH", "VN")]}],
        scope=[
            ("/items", PLAIN), ("/items/*/value", HIDDEN), ("/declarant", PLAIN), ("/carrier", PLAIN),
            ("/equipment", PLAIN), ("/transport", PLAIN), ("/house_document", PLAIN), ("/consignor", COUNTRY_ONLY),
        ],
        retention=(3 * YEAR, RetentionStart.RECEIPT),
    )  # fmt: skip


def rotterdam_second(world: World) -> Terms:
    """What superseded it: every origin, and everything shown but contacts and prices, so no total of these either."""
    return write(
        world,
        title="Advance cargo data for Rotterdam",
        purpose=Purpose.SAFETY_AND_SECURITY,
        providers=["lotus"],
        recipients=["nl"],
        types=CARGO,
        conditions=[{"corridor": [["*", "NL"]]}],
        scope=[
            ("", PLAIN), ("/consignee/contact", HIDDEN), ("/notify_party/contact", HIDDEN), ("/buyer", HASHED),
            ("/seller/name", TRUNCATED), ("/items/*/value/amount", HASHED),
            ("/totals/value/amount", HIDDEN),
        ],
        retention=(3 * YEAR, RetentionStart.RECEIPT),
    )  # fmt: skip


def events(world: World) -> Terms:
    """A carrier's events at three ports; the recipients let the carrier see what they opened."""
    return write(
        world,
        title="Container events at Rotterdam, Le Havre and Singapore",
        purpose=Purpose.FACILITATION,
        providers=["meridian"],
        recipients=["nl", "fr", "sg"],
        types=EVENTS,
        conditions=[{"place": {"any_of": ["NLRTM", "FRLEH", "SGSIN"]}}, {"mode": ["1"]}],
        scope=[
            ("", PLAIN),
            ("/equipment/*/seals", HASHED),
            ("/remarks", HIDDEN),
            ("/recorded_at", TRUNCATED),
        ],
        standing=BOTH_STANDINGS,
        receipts_opened=True,
    )


def events_wider(world: World) -> Terms:
    """The version in negotiation: three more ports, and the seals in plain."""
    ports = ["NLRTM", "FRLEH", "SGSIN", "BEANR", "KEMBA", "BRSSZ"]
    return write(
        world,
        title="Container events at Rotterdam, Le Havre and Singapore",
        purpose=Purpose.FACILITATION,
        providers=["meridian"],
        recipients=["nl", "fr", "sg"],
        types=EVENTS,
        conditions=[{"place": {"any_of": ports}}, {"mode": ["1"]}],
        scope=[("", PLAIN), ("/remarks", HIDDEN)],
        standing=BOTH_STANDINGS,
        receipts_opened=True,
    )


def statistics(world: World) -> Terms:
    """Members of the private-sector group give figures, not names, each by its own accession."""
    return write(
        world,
        title="Trade figures of the European Private Sector Group",
        purpose=Purpose.STATISTICS,
        providers=[PRIVATE_SECTOR],
        recipients=["sg", "ke"],
        types=CARGO,
        conditions=[{"mode": ["1"]}, {"mass": {"min": "50"}}],
        scope=[
            ("/items/*/hs_code", TRUNCATED), ("/items/*/gross_mass", PLAIN), ("/items/*/origin_country", PLAIN),
            ("/dispatch_country", PLAIN), ("/destination_country", PLAIN), ("/consignor/name", HASHED),
            ("/consignee/identifier", COUNTRY_ONLY), ("/estimated_arrival", TRUNCATED),
        ],
        standing=BOTH_STANDINGS,
        recognised=True,
        objection_days=0,
        follow_up=False,
        retention=(10 * YEAR, RetentionStart.RECEIPT),
    )  # fmt: skip


def facilitation(world: World) -> Terms:
    """An importer for whichever customs administration accedes, ten days after it has: nothing flows yet."""
    return write(
        world,
        title="Early arrival data of Noordzee Retail for facilitation",
        purpose=Purpose.FACILITATION,
        providers=["noordzee"],
        recipients=[CUSTOMS],
        types=CARGO,
        conditions=[{"country": {"of": "transit", "any_of": ["SG", "EG"]}}],
        scope=[("/equipment", PLAIN), ("/estimated_arrival", PLAIN), ("/discharge_place", PLAIN)],
        recognised=True,
        objection_days=10,
        onward_sharing=OnwardSharing.GROUPS,
        onward_groups=(world.groups[CUSTOMS].pk,),
    )


def coffee(world: World) -> Terms:
    """One commodity from one origin, under a standing that the recipient merely recognises."""
    return write(
        world,
        title="Green coffee from Brazil",
        purpose=Purpose.REVENUE,
        providers=["planalto"],
        recipients=["nl"],
        types=CARGO,
        conditions=[
            {"country": {"of": "origin", "any_of": ["BR"]}},
            {"hs": ["0901"]},
            {"mass": {"min": "1000", "max": "500000"}},
        ],
        scope=[
            ("/items", PLAIN),
            ("/totals", PLAIN),
            ("/consignee", PLAIN),
            ("/ucr", PLAIN),
            ("/seller", HASHED),
        ],
        recognised=True,
        retention=(7 * YEAR, RetentionStart.RECEIPT),
    )


def straits(world: World) -> Terms:
    """Mutual recognition, agreed in the middle of the day and filled back to its beginning."""
    return write(
        world,
        title="Forwarded from Singapore: accreditation recognised, filled back",
        purpose=Purpose.SAFETY_AND_SECURITY,
        providers=["straits"],
        recipients=["nl"],
        types=CARGO,
        conditions=[{"country": {"of": "dispatch", "any_of": ["SG", "MY", "ID", "TH", "VN"]}}],
        scope=[("", PLAIN), ("/declarant/contact", HIDDEN), ("/consignor/address", COUNTRY_ONLY)],
        recognised=True,
        back_fill_from=world.began,
    )


def le_havre(world: World) -> Terms:
    """Suspended in the course of the day."""
    return write(
        world,
        title="Retail replenishment through Le Havre",
        purpose=Purpose.REVENUE,
        providers=["noordzee"],
        recipients=["fr"],
        types=CARGO,
        conditions=[{"place": {"element": "/discharge_place/unlocode", "any_of": ["FRLEH", "FRMRS"]}}],
        scope=[("/items", PLAIN), ("/totals", PLAIN), ("/consignee", PLAIN), ("/discharge_place", PLAIN)],
        recognised=True,
        onward_sharing=OnwardSharing.CONSENT,
        retention=(90, RetentionStart.CANCELLATION),
    )


def pilot(world: World) -> Terms:
    """A pilot that has been ended: what was delivered stays readable."""
    return write(
        world,
        title="Pilot: consignments for Mombasa and Nairobi",
        purpose=Purpose.PILOT_EVALUATION,
        providers=["lotus"],
        recipients=["ke"],
        types=CARGO,
        conditions=[{"country": {"of": "destination", "any_of": ["KE", "UG"]}}],
        scope=[
            ("/items", PLAIN),
            ("/consignee", PLAIN),
            ("/declarant", PLAIN),
            ("/estimated_arrival", PLAIN),
        ],
        recognised=True,
        retention=(180, RetentionStart.RECEIPT),
    )


def rehearsal(world: World) -> Terms:
    """So short that it has expired by the time anybody looks; its end is set when it is proposed."""
    return write(
        world,
        title="Rehearsal of the exchange, a few seconds long",
        purpose=Purpose.PILOT_EVALUATION,
        providers=["meridian"],
        recipients=["br"],
        types=EVENTS,
        scope=[("/code", PLAIN), ("/place", PLAIN), ("/occurs_at", PLAIN)],
        standing=BOTH_STANDINGS,
    )


def antwerp_draft(world: World) -> Terms:
    """Still on the drafter's desk: no one else sees it."""
    return write(
        world,
        title="Draft: consignments continuing to France",
        purpose=Purpose.FACILITATION,
        providers=["lotus"],
        recipients=["fr"],
        types=CARGO,
        conditions=[{"country": {"of": "destination", "any_of": ["FR"]}}],
        scope=[("/items/*/hs_code", PLAIN), ("/estimated_arrival", PLAIN)],
        recognised=True,
        effective_from=world.began + timedelta(days=30),
    )
