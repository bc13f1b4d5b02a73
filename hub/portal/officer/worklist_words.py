"""The worklist's words: its filters, orders and ready views."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STATES: dict[str, Promise] = {
    "open": _("To do"),
    "new": _("New: opened by nobody"),
    "opened": _("Opened, not acknowledged"),
    "acknowledged": _("Acknowledged"),
    "withheld": _("Withheld"),
    "closed": _("Withheld for good"),
    "any": _("All states"),
}
CLAIMS: dict[str, Promise] = {"mine": _("Claimed by me"), "unclaimed": _("Claimed by nobody")}
CASES: dict[str, Promise] = {
    "any": _("With an open case"),
    "request": _("Request not answered"),
    "stop": _("Hold or do not load"),
    "overdue": _("Overdue"),
}
MODES: dict[str, Promise] = {
    "1": _("Sea"),
    "2": _("Rail"),
    "3": _("Road"),
    "4": _("Air"),
    "5": _("Post"),
    "7": _("Fixed installations"),
    "8": _("Inland waterway"),
}
SPANS: dict[str, Promise] = {
    "past": _("Before now"),
    "6": _("Within 6 hours"),
    "24": _("Within 24 hours"),
    "72": _("Within 3 days"),
    "168": _("Within 7 days"),
}
ORDERS: dict[str, Promise] = {
    "newest": _("Newest first"),
    "due": _("Due first: only what has an open case"),
    "arrival": _("Arriving first: only what was opened"),
    "departure": _("Departing first: only what was opened"),
}
# Looked at again and again, so they stand ready: what is in the address, and what it is called.
VIEWS: tuple[tuple[str, Promise], ...] = (
    ("state=open", _("To do")),
    ("state=open&claim=mine", _("Mine")),
    ("state=open&claim=unclaimed", _("Unclaimed")),
    ("state=any&order=due", _("Due first")),
    ("state=open&amended=1", _("Amended")),
    ("state=any", _("All")),
)
FILTERS: dict[str, Promise] = {
    "q": _("Search"),
    "type": _("Type"),
    "state": _("State"),
    "purpose": _("Purpose"),
    "publisher": _("Publisher"),
    "claim": _("Claimed by"),
    "case": _("Cases"),
    "amended": _("Amended"),
    "current": _("Current"),
    "office": _("Office of first entry"),
    "mode": _("Mode"),
    "voyage": _("Voyage or flight"),
    "loading": _("Port of loading"),
    "hs": _("Commodity code"),
    "party": _("Party"),
    "vague": _("Vague description"),
    "houses": _("Missing house"),
    "arrives": _("Arrival"),
    "departs": _("Departure"),
    "order": _("Order"),
}
