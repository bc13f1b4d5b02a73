"""Groups that agreements can name: listed, or by rule."""

from typing import Any
from uuid import UUID

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import permissions
from accounts.accreditation.models import Standing
from accounts.clock import transaction_time
from accounts.groups import selectors, services
from accounts.groups.models import Group
from accounts.groups.services import Rule
from accounts.organisations import facts
from accounts.organisations import selectors as organisations
from accounts.organisations.models import Kind, Region
from hub.api.v1 import paging
from hub.api.v1.base import HubView
from hub.api.v1.operations import Link, operation
from hub.api.v1.organisations import COUNTRY
from hub.api.v1.references import named_organisation
from hub.api.v1.shapes import BOOLEAN, MOMENT, UUID_TEXT, Named, array, described, obj, one_of, text

RULE = described(
    obj(
        kind=one_of(*Kind.values),
        country=COUNTRY,
        region=one_of(*Region.values),
        standing=obj(kind=one_of(*Standing.Kind.values), granted_by=UUID_TEXT),
    ),
    "What all members share: everything that is named.",
)
GROUP = Named(
    "Group",
    obj(
        {
            "id": UUID_TEXT,
            "name": text(),
            "keeper": UUID_TEXT,
            "listed": BOOLEAN,
            "rule": {**RULE, "type": ["object", "null"]},
            "created_at": MOMENT,
        }
    ),
)
NEW_GROUP = obj({"name": text()}, members=array(UUID_TEXT, most=1000, uniqueItems=True), rule=RULE)
MEMBER = obj({"id": UUID_TEXT, "name": text(), "kind": one_of(*Kind.values), "country": COUNTRY})


class Groups(HubView):
    permissions = {"GET": permissions.ACCOUNTS_READ, "POST": permissions.GROUPS_WRITE}

    @operation(
        "groups.list",
        "List the groups",
        {200: paging.page_schema(GROUP)},
        query={
            **paging.QUERY,
            "keeper": UUID_TEXT,
            "member": {**UUID_TEXT, "description": "Those that this organisation is in now."},
        },
    )
    def get(self, request: Request) -> Response:
        query = self.query()
        place = paging.position(query, UUID)
        filters: dict[str, Any] = {"keeper": query["keeper"]} if "keeper" in query else {}
        with self.acting():
            if "member" in query:
                member = organisations.organisation(query["member"])
                found = selectors.of_member(member, at=transaction_time())
                filters["pk__in"] = [one.pk for one in found]
            rows = paging.cut(selectors.all_groups().filter(**filters), place, "id")
        return paging.page(request, rows, place, key=lambda row: [row.pk], show=_group)

    @operation(
        "groups.make",
        "Make a group, and keep it",
        {201: GROUP},
        body=NEW_GROUP,
        refusals=(409,),
        example={"name": "European traders", "rule": {"kind": "trader", "region": "EUR"}},
        links=[
            Link(name, {"group": "$response.body#/id"})
            for name in ("groups.read", "groups.members", "groups.add_member", "groups.end_membership")
        ],
    )
    def post(self, request: Request) -> Response:
        """By ``rule`` where one is given, else listed, with the ``members`` named. Never both."""
        form = self.form()
        with self.acting() as caller:
            at = facts.change_time()
            if "rule" in form:
                services.check_no_members(form.get("members", ()))
                rule = _rule(form["rule"])
                group = services.make_by_rule(name=form["name"], rule=rule, by=caller, at=at)
            else:
                members = [
                    named_organisation(member, place=f"/members/{index}")
                    for index, member in enumerate(form.get("members", ()))
                ]
                group = services.make_listed(name=form["name"], members=members, by=caller, at=at)
        return Response(_group(group), status=201)


class OneGroup(HubView):
    permissions = {"GET": permissions.ACCOUNTS_READ}

    @operation("groups.read", "Read one group", {200: GROUP})
    def get(self, request: Request, group: UUID) -> Response:
        with self.acting():
            return Response(_group(selectors.group(group)))


class Members(HubView):
    permissions = {"GET": permissions.ACCOUNTS_READ, "POST": permissions.GROUPS_WRITE}

    @operation(
        "groups.members",
        "List the members of a group, now or at another moment",
        {200: paging.page_schema(MEMBER)},
        query={**paging.QUERY, "at": MOMENT},
    )
    def get(self, request: Request, group: UUID) -> Response:
        query = self.query()
        place = paging.position(query, UUID)
        with self.acting():
            at = query.get("at", transaction_time())
            rows = paging.cut(selectors.members(selectors.group(group), at=at), place, "id")
        return paging.page(request, rows, place, key=lambda row: [row.pk], show=_member)

    @operation(
        "groups.add_member",
        "Add a member to a listed group",
        {201: MEMBER},
        body=obj({"organisation": UUID_TEXT}),
        example={"organisation": "01932c07-0000-7000-8000-000000000000"},
        links=[
            Link(
                "groups.end_membership",
                {"group": "$request.path.group", "organisation": "$response.body#/id"},
            )
        ],
        refusals=(409,),
    )
    def post(self, request: Request, group: UUID) -> Response:
        """The keeper's act."""
        identifier = self.form()["organisation"]
        with self.acting() as caller:
            at = facts.change_time()
            found = selectors.group(group)
            organisation = named_organisation(identifier, place="/organisation")
            services.add_member(group=found, organisation=organisation, by=caller, at=at)
        return Response(_member(organisation), status=201)


class OneMember(HubView):
    permissions = {"DELETE": permissions.GROUPS_WRITE}

    @operation(
        "groups.end_membership",
        "Take a member out of a listed group, or leave it",
        {204: None},
        query={"reason": text(most=1000)},
        refusals=(409,),
    )
    def delete(self, request: Request, group: UUID, organisation: UUID) -> Response:
        """The keeper's act, or the member's own."""
        reason = self.query().get("reason", "")
        with self.acting() as caller:
            at = facts.change_time()
            services.end_membership(
                group=selectors.group(group), organisation=organisation, by=caller, at=at, reason=reason
            )
        return Response(status=204)


def _rule(form: dict[str, Any]) -> Rule:
    standing = form.get("standing", {})
    granted_by = standing.get("granted_by")
    return Rule(
        kind=form.get("kind"),
        country=form.get("country"),
        region=form.get("region"),
        standing_kind=standing.get("kind"),
        standing_from=None
        if granted_by is None
        else named_organisation(granted_by, place="/rule/standing/granted_by"),
    )


def _group(group: Group) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "kind": group.rule_kind,
        "country": group.rule_country,
        "region": group.rule_region,
    }
    standing = {"kind": group.rule_standing_kind, "granted_by": group.rule_standing_from_id}
    rule["standing"] = _named(standing) or None
    return {
        "id": group.pk,
        "name": group.name,
        "keeper": group.keeper_id,
        "listed": group.listed,
        "rule": None if group.listed else _named(rule),
        "created_at": group.created_at,
    }


def _named(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _member(organisation: Any) -> dict[str, Any]:
    return {
        "id": organisation.pk,
        "name": organisation.name,
        "kind": organisation.kind,
        "country": organisation.country,
    }


_ONE = "groups/<uuid:group>"
urlpatterns = [
    path("groups", Groups.as_view()),
    path(_ONE, OneGroup.as_view()),
    path(f"{_ONE}/members", Members.as_view()),
    path(f"{_ONE}/members/<uuid:organisation>", OneMember.as_view()),
]
