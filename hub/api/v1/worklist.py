"""The worklist: deliveries narrowed and in order, who works on them, and many acknowledged at once."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import permissions
from accounts.callers import Caller
from accounts.clock import transaction_time
from exchange.deliveries import finding
from exchange.deliveries import selectors as deliveries
from exchange.deliveries.models import Delivery
from exchange.worklist import filters, selectors, services
from exchange.worklist.models import Claim
from exchange.worklist.selectors import Page, Told
from hub.api.v1.base import HubView
from hub.api.v1.houses import HOUSE, house
from hub.api.v1.inbox import ENVELOPE, envelope
from hub.api.v1.operations import operation
from hub.api.v1.shapes import MOMENT, UUID_TEXT, Named, array, integer, nullable, obj, one_of, text

_MOST = 100
_CODE = text(most=70)
CLAIM = Named("Claim", obj({"person": UUID_TEXT, "since": MOMENT, "until": nullable(MOMENT)}))
TOLD = Named(
    "ToldByContent",
    obj(
        {
            "arrival": nullable(MOMENT),
            "departure": nullable(MOMENT),
            "offices": array(_CODE),
            "modes": array(_CODE),
            "voyages": array(_CODE),
            "loading": array(_CODE),
            "hs": array(_CODE, most=5000),
            "missing_houses": array(HOUSE, most=99),
        }
    ),
)
ITEM = Named(
    "WorklistItem",
    obj(
        {
            **ENVELOPE,
            "claim": nullable(CLAIM),
            "open_cases": integer(),
            "due": nullable(MOMENT),
            "told": nullable(TOLD),
        }
    ),
)
# The filters as everywhere; what looks at content says so.
_BY_CONTENT = "Looks only into what your organisation has opened and sees plainly."
FILTERS: dict[str, Any] = {
    "q": text(most=140, description="A number, a reference, or a search key that you see plainly."),
    "type": text(most=40),
    "state": one_of(*filters.STATES),
    "purpose": text(most=32),
    "publisher": UUID_TEXT,
    "claim": text(most=36, description="`mine`, `unclaimed`, or a person's id."),
    "case": one_of(*filters.CASES),
    "amended": one_of("1"),
    "current": one_of("1"),
    "office": text(most=17, description=_BY_CONTENT),
    "mode": one_of(*filters.MODES),
    "voyage": text(most=35, description=_BY_CONTENT),
    "loading": text(most=5, description=_BY_CONTENT),
    "hs": text(most=14, description=f"2, 4, 6, 8 or 10 digits. {_BY_CONTENT}"),
    "party": text(most=35, description=_BY_CONTENT),
    "vague": one_of("1"),
    "houses": one_of("1"),
    "arrives": one_of(*filters.SPANS),
    "departs": one_of(*filters.SPANS),
    "order": one_of(*filters.ORDERS),
}
CHOSEN = {"deliveries": array(UUID_TEXT, least=1, most=_MOST)}
CHOICE = Named("ChosenDeliveries", obj(CHOSEN))
EXAMPLE = {"deliveries": ["01932c07-1111-7000-8000-000000000000"]}
IDS = array(UUID_TEXT, most=_MOST)


class Worklist(HubView):
    permissions = {"GET": permissions.INBOX_READ}

    @operation(
        "worklist.list",
        "List deliveries as the worklist does: narrowed, in order, with claims and what is due",
        {200: obj({"items": array(ITEM, most=_MOST), "next": nullable(text(most=200))})},
        query={
            **FILTERS,
            "cursor": text(most=200, description="Where the page begins: `next` of the page before."),
            "limit": integer(1, _MOST, default=50),
        },
    )
    def get(self, request: Request) -> Response:
        """Without ``state``, what there is to do. Listing delivers nothing. A list narrowed or ordered by what
        deliveries say holds opened ones alone, tells what it was made by in ``told``, and stands on the register
        of disclosures for each."""
        query = self.query()
        wanted = read_filters(query)
        before = query["cursor"].split("~") if "cursor" in query else None
        with self.acting() as caller:
            at = transaction_time()
            found = selectors.page(wanted, by=caller, at=at, before=before, limit=query["limit"])
            old = deliveries.superseded(found.rows)
        items = [_item(row, found, current=row.id not in old) for row in found.rows]
        return Response({"items": items, "next": None if found.older is None else "~".join(found.older)})


class Claims(HubView):
    permissions = {"POST": permissions.INBOX_CLAIM}

    @operation(
        "worklist.claim",
        "Take the notices of these deliveries upon oneself",
        {
            200: obj(
                {
                    "claimed": IDS,
                    "by_others": array(obj({"delivery": UUID_TEXT, "person": UUID_TEXT}), most=_MOST),
                }
            )
        },
        body=CHOICE,
        example=EXAMPLE,
        refusals=(403,),
    )
    def post(self, request: Request) -> Response:
        """One person at a time has a notice; of two who claim at once, one has it and the other is told who."""
        form = self.form()
        with self.acting() as caller:
            rows = chosen(form, caller)
            told = services.claim([one.notice_id for one in rows], by=caller)
        others = [
            {"delivery": str(one.id), "person": str(told.others[one.notice_id])}
            for one in rows
            if one.notice_id in told.others
        ]
        return Response({"claimed": _those(rows, told.now), "by_others": others})


class ClaimsEnded(HubView):
    permissions = {"POST": permissions.INBOX_CLAIM}

    @operation(
        "worklist.give_back",
        "Give back the notices of these deliveries",
        {200: obj({"given_back": IDS})},
        body=CHOICE,
        example=EXAMPLE,
        refusals=(403,),
    )
    def post(self, request: Request) -> Response:
        """One's own; who may assign work gives back anybody's."""
        form = self.form()
        with self.acting() as caller:
            rows = chosen(form, caller)
            free = services.give_back([one.notice_id for one in rows], by=caller)
        return Response({"given_back": _those(rows, free)})


class Assignments(HubView):
    permissions = {"POST": permissions.INBOX_ASSIGN}

    @operation(
        "worklist.assign",
        "Give the notices of these deliveries to a person, whoever has them now",
        {200: obj({"assigned": IDS})},
        body=Named("Assignment", obj({**CHOSEN, "person": UUID_TEXT})),
        example={**EXAMPLE, "person": "01932c07-2222-7000-8000-000000000000"},
        refusals=(422,),
    )
    def post(self, request: Request) -> Response:
        """To an active person of the organisation who may claim. Answers what changed hands."""
        form = self.form()
        with self.acting() as caller:
            rows = chosen(form, caller)
            to, at = UUID(str(form["person"])), transaction_time()
            changed = services.assign([one.notice_id for one in rows], to=to, by=caller, at=at)
        return Response({"assigned": _those(rows, changed)})


class ClaimHistory(HubView):
    permissions = {"GET": permissions.INBOX_READ}

    @operation(
        "worklist.history",
        "Read who has worked on a delivery's notice, the latest first",
        {200: obj({"items": array(CLAIM, most=1000)})},
        path={"delivery": UUID_TEXT},
    )
    def get(self, request: Request, delivery: Any) -> Response:
        """Kept for good, and within the organisation."""
        with self.acting() as caller:
            row = deliveries.one(recipient=caller.organisation, delivery_id=delivery)
            held = selectors.history(organisation=caller.organisation, notice=row.notice_id)
            items = [_claim(one) for one in held[:1000]]
        return Response({"items": items})


def read_filters(query: Mapping[str, Any]) -> filters.Filters:
    """The filters among parameters that have passed their schemas."""
    return filters.read({name: str(query[name]) for name in filters.NAMES if name in query})


def chosen(form: Mapping[str, Any], caller: Caller) -> list[Delivery]:
    """The deliveries of the caller's organisation that a request names."""
    return selectors.several([UUID(str(one)) for one in form["deliveries"]], by=caller).rows


def _those(rows: Sequence[Delivery], notices: frozenset[UUID]) -> list[str]:
    return [str(one.id) for one in rows if one.notice_id in notices]


def _item(row: Delivery, page: Page, *, current: bool) -> dict[str, Any]:
    cases = page.cases.get(row.id, [])
    due = min((one.due_at for one in cases if one.due_at is not None), default=None)
    claim, told = page.claims.get(row.notice_id), page.told.get(row.id)
    return {
        **envelope(row, current=current),
        "claim": None if claim is None else _claim(claim),
        "open_cases": len(cases),
        "due": due and due.isoformat(),
        "told": None if told is None else _told(told),
    }


def _claim(claim: Claim) -> dict[str, Any]:
    until = claim.valid_until
    return {
        "person": str(claim.person_id),
        "since": claim.valid_from.isoformat(),
        "until": until and until.isoformat(),
    }


def _told(told: Told) -> dict[str, Any]:
    return {
        "arrival": told.arrival_at and told.arrival_at.isoformat(),
        "departure": told.departure_at and told.departure_at.isoformat(),
        "offices": told.of(finding.OFFICE),
        "modes": told.of(finding.MODE),
        "voyages": told.of(finding.VOYAGE),
        "loading": told.of(finding.LOADING),
        "hs": told.of(finding.HS),
        "missing_houses": [house(one) for one in told.missing],
    }


urlpatterns = [
    path("worklist", Worklist.as_view()),
    path("worklist/claims", Claims.as_view()),
    path("worklist/claims/ended", ClaimsEnded.as_view()),
    path("worklist/assignments", Assignments.as_view()),
    path("inbox/<uuid:delivery>/claims", ClaimHistory.as_view()),
]
