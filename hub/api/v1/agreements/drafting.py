"""Drafting an agreement, reading it, and proposing it."""

from datetime import timedelta
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts import acting
from accounts.access import permissions
from accounts.organisations import facts
from exchange.agreements import document, selectors, services
from exchange.agreements.models import Purpose
from exchange.agreements.states import State
from exchange.routing import proposing
from hub.api.v1 import etags, paging
from hub.api.v1.agreements import showing
from hub.api.v1.agreements.finding import version_of
from hub.api.v1.agreements.schemas import (
    AGREEMENT,
    DESPITE,
    EXAMPLE,
    PATH,
    TERMS,
    VERSION,
    VERSION_PATH,
    WHOLE_AGREEMENT,
)
from hub.api.v1.base import HubView
from hub.api.v1.operations import Link, operation
from hub.api.v1.shapes import described, integer, one_of, text

_LINKS = tuple(
    Link(name, {"agreement": "/agreement/id", "version": "/id"})
    for name in ("agreements.read_version", "agreements.propose", "agreements.summary")
)


class Agreements(HubView):
    permissions = {"GET": permissions.AGREEMENTS_READ, "POST": permissions.AGREEMENTS_WRITE}

    @operation(
        "agreements.draft",
        "Open an agreement with its first draft",
        {201: VERSION},
        body=TERMS,
        refusals=(409, 422),
        example=EXAMPLE,
        links=_LINKS,
    )
    def post(self, request: Request) -> Response:
        """Only the purpose is needed to begin; `before_proposal` in the answer lists what is still missing.
        The draft is visible to your organisation alone until it is proposed."""
        terms = document.from_document(self.form())
        with self.acting() as caller:
            at = acting.transaction_time()
            version = services.draft(by=caller, at=at, terms=terms)
            shown = showing.version(version, by=caller, at=at)
        return Response(shown, status=201, headers={"ETag": showing.etag(version)})

    @operation(
        "agreements.list",
        "List the agreements that you may read, the newest first",
        {200: paging.page_schema(AGREEMENT)},
        query={
            **paging.QUERY,
            "state": one_of(*State.values),
            "waits_for": one_of("signature", "accession"),
            "purpose": one_of(*Purpose.values),
            "containing": text(most=200, description="Held by a title or a party's name, or the number."),
            "ends_within": described(integer(1, 3660), "In force, and ending within so many days."),
        },
    )
    def get(self, request: Request) -> Response:
        """`waits_for` keeps those that wait for your organisation to sign or to accede."""
        query = self.query()
        place = paging.position(query, int)
        with self.acting() as caller:
            at = acting.transaction_time()
            state = State(query["state"]) if "state" in query else None
            found = selectors.agreements(state=state, at=at)
            if "purpose" in query:
                found = found.filter(purpose=query["purpose"])
            if "containing" in query:
                found = found.filter(selectors.containing(query["containing"]))
            if "ends_within" in query:
                found &= selectors.ending(at=at, within=timedelta(days=query["ends_within"]))
            match query.get("waits_for"):
                case "signature":
                    found &= selectors.waiting_for_signature(organisation=caller.organisation, at=at)
                case "accession":
                    found &= selectors.waiting_for_accession(organisation=caller.organisation, at=at)
            rows = paging.cut(found, place, "number", descending=True)
            shown = {row["id"]: row for row in showing.agreements(rows, at=at)}
        return paging.page(request, rows, place, key=lambda row: [row.number], show=lambda row: shown[row.id])


class OneAgreement(HubView):
    permissions = {"GET": permissions.AGREEMENTS_READ}

    @operation(
        "agreements.read",
        "Read an agreement with its versions and exclusions",
        {200: WHOLE_AGREEMENT},
        path=PATH,
        refusals=(404,),
    )
    def get(self, request: Request, agreement: UUID) -> Response:
        with self.acting():
            shown = showing.whole_agreement(selectors.agreement(agreement), at=acting.transaction_time())
        return Response(shown)


class OneVersion(HubView):
    permissions = {
        "GET": permissions.AGREEMENTS_READ,
        "PUT": permissions.AGREEMENTS_WRITE,
        "DELETE": permissions.AGREEMENTS_WRITE,
    }

    @operation(
        "agreements.read_version",
        "Read one version: its terms, and who has consented to it",
        {200: VERSION},
        path=VERSION_PATH,
        refusals=(404,),
    )
    def get(self, request: Request, agreement: UUID, version: UUID) -> Response:
        with self.acting() as caller:
            found = version_of(agreement, version)
            shown = showing.version(found, by=caller, at=acting.transaction_time())
        return Response(shown, headers={"ETag": showing.etag(found)})

    @operation(
        "agreements.edit",
        "Replace the terms of a draft",
        {200: VERSION},
        body=TERMS,
        path=VERSION_PATH,
        headers=etags.IF_MATCH,
        refusals=(404, 409, 412, 422, 428),
        example=EXAMPLE,
    )
    def put(self, request: Request, agreement: UUID, version: UUID) -> Response:
        """Send the ETag of the draft you read in If-Match. What is left out returns to its default."""
        terms = document.from_document(self.form())
        with self.acting() as caller:
            at = acting.transaction_time()
            found = version_of(agreement, version)
            etags.require_match(request, showing.etag(found))
            edited = services.edit(by=caller, at=at, version=version, terms=terms, revision=found.revision)
            shown = showing.version(edited, by=caller, at=at)
        return Response(shown, headers={"ETag": showing.etag(edited)})

    @operation(
        "agreements.withdraw",
        "Put a draft away for good",
        {200: VERSION},
        path=VERSION_PATH,
        refusals=(404, 409),
    )
    def delete(self, request: Request, agreement: UUID, version: UUID) -> Response:
        with self.acting() as caller:
            at = acting.transaction_time()
            version_of(agreement, version)
            withdrawn = services.withdraw(by=caller, at=at, version=version)
            shown = showing.version(withdrawn, by=caller, at=at)
        return Response(shown)


class Proposal(HubView):
    permissions = {"POST": permissions.AGREEMENTS_WRITE}

    @operation(
        "agreements.propose",
        "Propose a draft: its terms are fixed and all parties see it",
        {200: VERSION},
        body=DESPITE,
        body_required=False,
        example={"despite": "The example of May is about a lane that we have given up."},
        path=VERSION_PATH,
        refusals=(404, 409, 422),
        links=(Link("agreements.sign", {"agreement": "/agreement/id", "version": "/id"}),),
    )
    def post(self, request: Request, agreement: UUID, version: UUID) -> Response:
        """Refused while examples that you keep fail on it (`examples-fail`, with their names), unless `despite` says
        why. The reason goes to your organisation's trail; no other party sees it, nor that you keep examples."""
        form = self.form()
        with self.acting() as caller:
            at = facts.change_time()
            version_of(agreement, version)
            proposed = proposing.propose(by=caller, at=at, version=version, **form)
            shown = showing.version(proposed, by=caller, at=at)
        return Response(shown)


class Successor(HubView):
    permissions = {"POST": permissions.AGREEMENTS_WRITE}

    @operation(
        "agreements.draft_successor",
        "Begin a new version as a draft with the terms of the current one",
        {201: VERSION},
        path=PATH,
        refusals=(403, 404, 409),
        links=_LINKS,
    )
    def post(self, request: Request, agreement: UUID) -> Response:
        """The purpose stays; the effective period and back-fill begin empty. When the new version comes into
        force, it supersedes this one."""
        with self.acting() as caller:
            at = acting.transaction_time()
            version = services.new_version(by=caller, at=at, agreement=agreement)
            shown = showing.version(version, by=caller, at=at)
        return Response(shown, status=201, headers={"ETag": showing.etag(version)})
