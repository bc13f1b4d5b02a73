"""Members of the hub: the directory, admission, suspension, removal, contact details."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import permissions
from accounts.clock import transaction_time
from accounts.organisations import facts, selectors, services
from accounts.organisations.models import Activity, Identifier, Kind, Organisation, Region
from accounts.organisations.services import NewIdentifier, Particulars
from hub.api.v1 import identifiers, paging
from hub.api.v1.base import HubView
from hub.api.v1.identifiers import IDENTIFIER, NEW_IDENTIFIER, shown_identifier
from hub.api.v1.operations import Link, operation
from hub.api.v1.shapes import MOMENT, UUID_TEXT, Named, array, nullable, obj, one_of, text

COUNTRY = text(most=2, least=2, pattern="^[A-Z]{2}$", description="ISO 3166-1 alpha-2.")
STATE = one_of(*Activity.State.values)
REASON = obj({"reason": text(most=1000)})
ORGANISATION = Named(
    "Organisation",
    obj(
        {
            "id": UUID_TEXT,
            "name": text(),
            "kind": one_of(*Kind.values),
            "country": COUNTRY,
            "region": one_of(*Region.values),
            "state": nullable(STATE),
            "contact_email": text(least=0),
            "contact_phone": text(least=0),
            "identifiers": array(IDENTIFIER),
            "created_at": MOMENT,
        }
    ),
)
NEW_ORGANISATION = obj(
    {
        "name": text(),
        "kind": one_of(Kind.TRADER, Kind.AUTHORITY, Kind.RIGHTS_HOLDER, Kind.ASSOCIATION),
        "country": COUNTRY,
        "region": one_of(*Region.values),
    },
    contact_email=text(most=254, least=0),
    contact_phone=text(most=40, least=0),
    identifiers=array(NEW_IDENTIFIER, most=20),
)
CONTACT = obj(contact_email=text(most=254, least=0), contact_phone=text(most=40, least=0))
_TAKING_ONE = (
    "organisations.read",
    "organisations.history",
    "organisations.change_contact",
    "organisations.add_identifier",
    "organisations.suspend",
    "organisations.resume",
    "organisations.remove",
)
_WHY = {"reason": "Asked for by the member, letter of 3 November."}
PERIOD = obj({"state": STATE, "valid_from": MOMENT, "valid_until": nullable(MOMENT)})


class Organisations(HubView):
    permissions = {"GET": permissions.ACCOUNTS_READ, "POST": permissions.ACCOUNTS_WRITE}

    @operation(
        "organisations.list",
        "List the members of the hub",
        {200: paging.page_schema(ORGANISATION)},
        query={
            **paging.QUERY,
            "kind": one_of(*Kind.values),
            "country": COUNTRY,
            "region": one_of(*Region.values),
            "state": STATE,
        },
    )
    def get(self, request: Request) -> Response:
        query = self.query()
        place = paging.position(query, UUID)
        filters = {name: query[name] for name in ("kind", "country", "region", "state") if name in query}
        with self.acting():
            at = transaction_time()
            rows = paging.cut(selectors.directory(at=at).filter(**filters), place, "id")
            held = selectors.identifiers_of([row.pk for row in rows], at=at)
        return paging.page(
            request,
            rows,
            place,
            key=lambda row: [row.pk],
            show=lambda row: shown_organisation(row, state=row.state, identifiers=held.get(row.pk, [])),
        )

    @operation(
        "organisations.admit",
        "Admit a member",
        {201: ORGANISATION},
        body=NEW_ORGANISATION,
        example={
            "name": "Example Lines",
            "kind": "trader",
            "country": "DE",
            "region": "EUR",
            "identifiers": [{"scheme": "eori", "value": "DE1234567890"}],
        },
        links=[Link(name, {"organisation": "$response.body#/id"}) for name in _TAKING_ONE],
    )
    def post(self, request: Request) -> Response:
        """The operator's act. Kind, country and region stand for good."""
        form = self.form()
        wanted = [NewIdentifier(**identifier) for identifier in form.pop("identifiers", [])]
        with self.acting() as caller:
            at = facts.change_time()
            organisation = services.admit(
                particulars=Particulars(**form, identifiers=wanted), by=caller, at=at
            )
            return Response(_shown(organisation, at=at), status=201)


class OneOrganisation(HubView):
    permissions = {"GET": permissions.ACCOUNTS_READ, "PATCH": permissions.ACCOUNTS_WRITE}

    @operation("organisations.read", "Read one member", {200: ORGANISATION})
    def get(self, request: Request, organisation: UUID) -> Response:
        with self.acting():
            return Response(_shown(selectors.organisation(organisation), at=transaction_time()))

    @operation(
        "organisations.change_contact",
        "Keep the contact details",
        {200: ORGANISATION},
        body=CONTACT,
        example={"contact_email": "desk@example.com"},
    )
    def patch(self, request: Request, organisation: UUID) -> Response:
        """The organisation's own administrators, or the operator. What is not sent stays."""
        form = self.form()
        with self.acting() as caller:
            at = facts.change_time()
            found = selectors.organisation(organisation)
            changed = services.change_contact(
                organisation=found,
                email=form.get("contact_email", found.contact_email),
                phone=form.get("contact_phone", found.contact_phone),
                by=caller,
                at=at,
            )
            return Response(_shown(changed, at=at))


class History(HubView):
    permissions = {"GET": permissions.ACCOUNTS_READ}

    @operation(
        "organisations.history", "Read when a member was in which state", {200: obj({"items": array(PERIOD)})}
    )
    def get(self, request: Request, organisation: UUID) -> Response:
        with self.acting():
            selectors.organisation(organisation)
            rows = list(selectors.history(organisation))
        return Response({"items": [shown_period(row) for row in rows]})


class _Step(HubView):
    """One step in a member's life."""

    permissions = {"POST": permissions.ACCOUNTS_WRITE}

    def _take(self, organisation: UUID, step: Callable[..., None]) -> Response:
        reason = self.form()["reason"]
        with self.acting() as caller:
            at = facts.change_time()
            found = selectors.organisation(organisation)
            step(organisation=found, reason=reason, by=caller, at=at)
            return Response(_shown(found, at=at))


class Suspension(_Step):
    @operation(
        "organisations.suspend",
        "Suspend a member",
        {200: ORGANISATION},
        body=REASON,
        refusals=(409,),
        example=_WHY,
    )
    def post(self, request: Request, organisation: UUID) -> Response:
        """The operator's act. Its people, clients and tokens stop at once; nothing reaches it."""
        return self._take(organisation, services.suspend)


class Resumption(_Step):
    @operation(
        "organisations.resume",
        "Resume a member",
        {200: ORGANISATION},
        body=REASON,
        refusals=(409,),
        example=_WHY,
    )
    def post(self, request: Request, organisation: UUID) -> Response:
        """The operator's act."""
        return self._take(organisation, services.resume)


class Removal(_Step):
    @operation(
        "organisations.remove",
        "Remove a member for good",
        {200: ORGANISATION},
        body=REASON,
        refusals=(409,),
        example=_WHY,
    )
    def post(self, request: Request, organisation: UUID) -> Response:
        """The operator's act. Its people's roles end and its identifiers are free; the past stays known."""
        return self._take(organisation, services.remove)


def shown_organisation(
    organisation: Organisation, *, state: str | None, identifiers: list[Identifier]
) -> dict[str, Any]:
    """A member as the API tells of it."""
    return {
        "id": organisation.pk,
        "name": organisation.name,
        "kind": organisation.kind,
        "country": organisation.country,
        "region": organisation.region,
        "state": state,
        "contact_email": organisation.contact_email,
        "contact_phone": organisation.contact_phone,
        "identifiers": [shown_identifier(identifier) for identifier in identifiers],
        "created_at": organisation.created_at,
    }


def shown_period(row: Any) -> dict[str, Any]:
    """A row with a state and a period."""
    return {"state": row.state, "valid_from": row.valid_from, "valid_until": row.valid_until}


def _shown(organisation: Organisation, *, at: datetime) -> dict[str, Any]:
    held = selectors.identifiers_of([organisation.pk], at=at)
    return shown_organisation(
        organisation,
        state=selectors.state_at(organisation.pk, at),
        identifiers=held.get(organisation.pk, []),
    )


_ONE = "organisations/<uuid:organisation>"
urlpatterns = [
    path("organisations", Organisations.as_view()),
    path(_ONE, OneOrganisation.as_view()),
    path(f"{_ONE}/history", History.as_view()),
    path(f"{_ONE}/suspend", Suspension.as_view()),
    path(f"{_ONE}/resume", Resumption.as_view()),
    path(f"{_ONE}/remove", Removal.as_view()),
    *identifiers.urlpatterns,
]
