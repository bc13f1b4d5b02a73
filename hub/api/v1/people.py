"""People of an organisation: making them, their roles, their way in."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import permissions
from accounts.callers import Caller
from accounts.clock import transaction_time
from accounts.errors import NotFound
from accounts.organisations import facts, roles, selectors
from accounts.organisations.models import Membership, Organisation, Role
from accounts.organisations.permissions import check_may_keep_people
from accounts.users import selectors as users
from hub.api.v1.base import HubView
from hub.api.v1.operations import Link, operation
from hub.api.v1.references import named_organisation
from hub.api.v1.shapes import BOOLEAN, UUID_TEXT, Named, array, nullable, obj, one_of, text
from hub.signin.links import send_password_link

ROLE = one_of(*Role.values)
PERSON = Named(
    "Person",
    obj({"id": UUID_TEXT, "email": text(), "name": text(), "roles": array(ROLE), "open": BOOLEAN}),
)
MADE_PERSON = Named(
    "MadePerson",
    obj(
        {
            "id": UUID_TEXT,
            "organisation": UUID_TEXT,
            "roles": array(ROLE),
            "initial_password": {
                **nullable(text()),
                "description": "Shown this once. Null when a link is sent, or the person signs in already.",
            },
            "link_sent": BOOLEAN,
        }
    ),
)
NEW_PERSON = obj(
    {"email": text(most=254), "name": text(), "roles": array(ROLE, least=1, most=4, uniqueItems=True)},
    organisation={**UUID_TEXT, "description": "The operator's, for a member's first administrator."},
    sign_in=one_of(
        "link",
        "password",
        description="A link by mail (the default), or an initial password that you pass on.",
    ),
)
_TAKING_ONE = ("people.read", "people.grant_role", "people.end_role", "people.send_link", "people.remove")
ENDING = {"reason": text(most=1000)}


class People(HubView):
    permissions = {"GET": permissions.ACCOUNTS_READ, "POST": permissions.ACCOUNTS_WRITE}

    @operation(
        "people.list",
        "List the people of one's organisation, with their roles",
        {200: obj({"items": array(PERSON, most=10_000)})},
        query={"organisation": {**UUID_TEXT, "description": "Another one: for the operator."}},
    )
    def get(self, request: Request) -> Response:
        query = self.query()
        with self.acting() as caller:
            organisation = query.get("organisation", caller.organisation)
            if organisation != caller.organisation and not caller.is_operator:
                raise NotFound()
            held = list(selectors.memberships(organisation=organisation, at=transaction_time()))
        return Response({"items": _people(held)})

    @operation(
        "people.make",
        "Bring a person in, with roles",
        {201: MADE_PERSON},
        body=NEW_PERSON,
        refusals=(409,),
        example={
            "email": "grace@example.com",
            "name": "Grace",
            "roles": ["publisher"],
            "sign_in": "password",
        },
        links=[Link(name, {"person": "$response.body#/id"}) for name in _TAKING_ONE],
    )
    def post(self, request: Request) -> Response:
        """A person whom another organisation brought in already keeps name and password, and gets the roles.
        The operator names an ``organisation`` to appoint its first administrator."""
        form = self.form()
        with self.acting() as caller:
            at = facts.change_time()
            organisation = _organisation(form.get("organisation"), by=caller)
            made = roles.bring_in(
                organisation=organisation,
                email=form["email"],
                name=form["name"],
                roles=form["roles"],
                with_password=form.get("sign_in") == "password",
                by=caller,
                at=at,
            )
        by_link = made.is_new and made.initial_password is None
        sent = by_link and send_password_link(request._request, email=form["email"].strip().lower())
        return Response(
            {
                "id": made.person,
                "organisation": organisation.pk,
                "roles": sorted(form["roles"]),
                "initial_password": made.initial_password,
                "link_sent": sent,
            },
            status=201,
        )


class OnePerson(HubView):
    permissions = {"GET": permissions.ACCOUNTS_READ, "DELETE": permissions.ACCOUNTS_WRITE}

    @operation("people.read", "Read one person of one's organisation", {200: PERSON})
    def get(self, request: Request, person: UUID) -> Response:
        with self.acting() as caller:
            held = selectors.memberships(organisation=caller.organisation, at=transaction_time())
            found = _people(held.filter(person=person))
        if not found:
            raise NotFound()
        return Response(found[0])

    @operation(
        "people.remove",
        "Take a person out",
        {204: None},
        query=ENDING,
        refusals=(409,),
    )
    def delete(self, request: Request, person: UUID) -> Response:
        """All their roles in one's organisation end at once. The operator closes the person's account, and
        ends every role anywhere."""
        reason = self.query().get("reason", "")
        with self.acting() as caller:
            at = facts.change_time()
            found = users.person(person)
            if caller.is_operator:
                roles.remove_from_hub(person=found, by=caller, at=at, reason=reason)
            else:
                own = selectors.organisation(caller.organisation)
                roles.remove_person(person=found, organisation=own, by=caller, at=at, reason=reason)
        return Response(status=204)


class Roles(HubView):
    permissions = {"POST": permissions.ACCOUNTS_WRITE}

    @operation(
        "people.grant_role",
        "Give a person one more role in one's organisation",
        {201: PERSON},
        body=obj({"role": ROLE}),
        refusals=(409,),
        example={"role": "auditor"},
    )
    def post(self, request: Request, person: UUID) -> Response:
        role = self.form()["role"]
        with self.acting() as caller:
            at = facts.change_time()
            found, own = users.person(person), selectors.organisation(caller.organisation)
            roles.grant_role(organisation=own, person=found, role=role, by=caller, at=at)
            held = selectors.memberships(organisation=own.pk, at=at)
            return Response(_people(held.filter(person=person))[0], status=201)


class OneRole(HubView):
    permissions = {"DELETE": permissions.ACCOUNTS_WRITE}

    @operation(
        "people.end_role",
        "End a role of a person's",
        {204: None},
        path={"role": ROLE},
        query=ENDING,
        refusals=(409,),
    )
    def delete(self, request: Request, person: UUID, role: str) -> Response:
        reason = self.query().get("reason", "")
        with self.acting() as caller:
            at = facts.change_time()
            held = selectors.memberships(organisation=caller.organisation, at=at)
            membership = held.filter(person=person, role=role).select_related("organisation").first()
            if membership is None:
                raise NotFound()
            roles.end_role(membership=membership, by=caller, at=at, reason=reason)
        return Response(status=204)


class PasswordLink(HubView):
    permissions = {"POST": permissions.ACCOUNTS_WRITE}

    @operation(
        "people.send_link",
        "Send a person of one's organisation a link to set a password",
        {200: obj({"link_sent": BOOLEAN})},
    )
    def post(self, request: Request, person: UUID) -> Response:
        with self.acting() as caller:
            check_may_keep_people(caller, organisation=caller.organisation)
            held = selectors.memberships(organisation=caller.organisation, at=transaction_time())
            membership = held.filter(person=person).first()
        if membership is None:
            raise NotFound()
        sent = send_password_link(request._request, email=membership.person.email)
        return Response({"link_sent": sent})


def _organisation(identifier: UUID | None, *, by: Caller) -> Organisation:
    if identifier is None:
        return selectors.organisation(by.organisation)
    return named_organisation(identifier, place="/organisation")


def _people(held: Iterable[Membership]) -> list[dict[str, Any]]:
    of_person: dict[UUID, list[Membership]] = defaultdict(list)
    for membership in held:
        of_person[membership.person_id].append(membership)
    return [
        {
            "id": person,
            "email": theirs[0].person.email,
            "name": theirs[0].person.name,
            "roles": sorted(membership.role for membership in theirs),
            "open": theirs[0].person.is_active,
        }
        for person, theirs in sorted(of_person.items())
    ]


_ONE = "people/<uuid:person>"
urlpatterns = [
    path("people", People.as_view()),
    path(_ONE, OnePerson.as_view()),
    path(f"{_ONE}/roles", Roles.as_view()),
    path(f"{_ONE}/roles/<str:role>", OneRole.as_view()),
    path(f"{_ONE}/password-link", PasswordLink.as_view()),
]
