"""What authorities and a rights holder announce in the course of the day: written out, not thrown by dice."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from hub.demo.cargo import iso
from hub.demo.day import Publication, hour

Document = dict[str, Any]

_HOLDER = {
    "identifier": "FR81900441277", "name": "Sonara Audio SA",
    "address": {"city": "Grenoble", "country": "FR"},
}  # fmt: skip
_RIGHT = {
    "kind": "trade_mark", "number": "EM018500001", "name": "SONARA", "register": "European Union",
    "nice_classes": [9], "expires_on": "2031-04-30", "holder": _HOLDER,
}  # fmt: skip


def announcements(began: datetime) -> Iterator[Publication]:
    """All of them, each at its hour of the day that ends at ``began``."""
    yield from _risks(began)
    yield from _advisories(began)
    yield from _changes(began)
    yield from _counterfeits(began)


def _risks(began: datetime) -> Iterator[Publication]:
    told = (
        ("sg", 2, "Aerosols hidden in textile loads", "high", "CN", "NL", "6302", "Lintong Textile Co. Ltd"),
        ("nl", 6, "Lithium batteries declared as bicycle parts", "critical", "CN", "NL", "8507", None),
        ("fr", 9, "Watches split over many parcels", "medium", "CN", "FR", "9102", None),
        ("sg", 14, "Seals exchanged between two ports", "high", "MY", "KE", "8471", None),
        ("nl", 20, "Frozen vegetables with false origins", "low", "TR", "NL", "0710", None),
    )
    for key, at, headline, severity, dispatch, destination, hs, party in told:
        moment = hour(began, at)
        pattern: Document = {
            "dispatch_country": dispatch,
            "destination_country": destination,
            "mode": "1",
            "narrative": "Seen more than once in the last two months; the papers were in order each time.",
        }
        if party is not None:
            pattern["parties"] = [{"name": party, "address": {"country": dispatch}}]
        document = {
            "authority": _authority(key, moment),
            "headline": headline,
            "severity": severity,
            "pattern": pattern,
            "items": [{"sequence": 1, "hs_code": hs, "origin_country": dispatch}],
            "reliability": {
                "source": "B",
                "information": "2",
                "origin": "Joint targeting, not to be passed on",
            },
            "caveats": ["Similar loads without any fault have been seen on the same lane."],
            "action_wanted": "scan",
            "feedback_due": iso(moment + timedelta(days=30)),
            "expires_at": iso(moment + timedelta(days=90)),
        }
        yield Publication(key, "risk_alert", f"{key.upper()}-RA-26{at:03d}", document, moment)


def _advisories(began: datetime) -> Iterator[Publication]:
    told = (
        ("sg", 3, "Undeclared aerosols in textile loads", "3305", "Hair sprays"),
        ("nl", 7, "Declare lithium batteries by their UN number", "8507", "Batteries for bicycles"),
        ("fr", 15, "Descriptions such as “spare parts” are too vague", "8708", "Parts of vehicles"),
    )
    for key, at, headline, hs, goods in told:
        moment = hour(began, at)
        document = {
            "authority": _authority(key, moment),
            "headline": headline,
            "look_for": [
                "Cartons by the doors that differ from those behind",
                "A weight that does not fit the goods",
            ],
            "items": [{"sequence": 1, "hs_code": hs, "description": goods}],
            "action_text": "Check stuffing lists before you file, and name the goods in plain words.",
            "report_to": {"email": f"advice@customs-{key}.example"},
            "expires_at": iso(moment + timedelta(days=90)),
        }
        yield Publication(key, "advisory", f"{key.upper()}-ADV-26{at:03d}", document, moment)


def _changes(began: datetime) -> Iterator[Publication]:
    told = (
        (
            "ke",
            1,
            "LN 214/2026",
            "Advance cargo information for air and sea (amendment)",
            ["import", "transit"],
        ),
        ("sg", 11, "Circular 19/2026", "Electronic seals on transhipment containers", ["transhipment"]),
        ("br", 17, "IN 2.199/2026", "Registration of coffee exporters", ["export"]),
    )
    for key, at, number, title, flows in told:
        moment = hour(began, at)
        document = {
            "authority": _authority(key, moment),
            "instrument": {"identifier": number, "title": title, "kind": "regulation"},
            "url": f"https://law.example/{key}/{at}",
            "summary": f"{title}: what changes, for whom, and from when. Comments are asked for.",
            "flows": flows,
            "published_on": moment.date().isoformat(),
            "comment_until": (moment + timedelta(days=30)).date().isoformat(),
            "effective_on": (moment + timedelta(days=120)).date().isoformat(),
        }
        yield Publication(key, "regulatory_change", f"{key.upper()}-REG-26{at:03d}", document, moment)


def _counterfeits(began: datetime) -> Iterator[Publication]:
    for key, at, certainty, units in (
        ("fr", 4, "suspected", 40), ("sonara", 8, "suspected", 120), ("fr", 12, "confirmed", 40),
        ("sonara", 18, "suspected", 15), ("fr", 21, "suspected", 260),
    ):  # fmt: skip
        moment = hour(began, at)
        document: Document = {
            "right": _RIGHT,
            "certainty": certainty,
            "consignor": {"name": "Shenzhen Brightway Trading", "address": {"city": "Shenzhen", "country": "CN"}},
            "dispatch_country": "CN",
            "destination_country": "FR",
            "mode": "4",
            "items": [
                {
                    "sequence": 1, "description": "Wireless earphones marked SONARA", "hs_code": "851830",
                    "brand": "SONARA", "quantity": {"quantity": str(units), "unit": "C62"},
                    "value": {"amount": "129.00", "currency": "EUR"},
                }
            ],
            "features": ["The genuine case has a serial number under the left earphone"],
        }  # fmt: skip
        if key == "fr":
            document["authority"] = _authority(key, moment)
            document["consignee"] = {"name": "Dépôt Villette", "address": {"city": "Paris", "country": "FR"}}
            document["holder_deadline"] = iso(moment + timedelta(days=10))
        yield Publication(key, "counterfeit_alert", f"{key.upper()}-CF-26{at:03d}", document, moment)


def _authority(key: str, moment: datetime) -> Document:
    return {"country": key.upper(), "issued_at": iso(moment)}
