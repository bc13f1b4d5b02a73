"""Replies: an authority's requests, orders, releases; an addressee's answers; and whom they would reach."""

from uuid import UUID

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import permissions
from exchange import pipeline
from exchange.catalogue import selectors as catalogue
from exchange.deliveries import selectors as deliveries
from exchange.review import reaching
from exchange.review.models import Case
from hub.api.v1.base import HubView
from hub.api.v1.notices.shapes import DRAFT, RECEIPT, as_draft, as_receipt
from hub.api.v1.operations import operation
from hub.api.v1.shapes import BOOLEAN, MOMENT, UUID_TEXT, Named, array, integer, nullable, obj, one_of, text

REACH = Named(
    "Reach",
    obj(
        {
            "role": one_of(*reaching.ROLES),
            "organisation": nullable(UUID_TEXT),
            "reason": {"type": "string", "enum": ["", *reaching.WHY]},
        }
    ),
)
PREVIEW = Named(
    "ReplyPreview",
    obj(
        {
            "notice": text(most=24),
            "version": integer(1),
            "purpose": text(most=32),
            "addressee": UUID_TEXT,
            "informed": array(UUID_TEXT, most=4),
            "opens": {"type": "string", "enum": ["", *Case.Kind.values]},
            "due_at": nullable(MOMENT),
            "ends": array(obj({"case": UUID_TEXT, "outcome": text(most=16)}), most=99),
            "leaves_open": array(UUID_TEXT, most=99),
            "second_person": BOOLEAN,
        }
    ),
)


class _Reply(HubView):
    def answer(self) -> Response:
        draft = as_draft(self.form())
        with self.acting() as caller:
            receipt = pipeline.reply(draft, by=caller)
        return Response(as_receipt(receipt), status=200 if receipt.repeated else 201)


class Replies(_Reply):
    permissions = {"POST": permissions.REPLIES_SEND}

    @operation(
        "replies.send",
        "Send an authority's reply to a version that it holds",
        {201: RECEIPT, 200: RECEIPT},
        body=DRAFT,
        example={"type": "hold", "reference": "HOLD-1", "content": catalogue.sample("hold")},
        refusals=(403, 404, 409, 422),
    )
    def post(self, request: Request) -> Response:
        """Request for information or screening, do not load, hold, release, assessment complete. The content
        cites notice and version, and names its addressee and the informed by their role in that version.
        Nothing is sent when somebody named cannot be reached: the faults say who."""
        return self.answer()


class Preview(HubView):
    permissions = {"POST": permissions.REPLIES_SEND}

    @operation(
        "replies.preview",
        "What sending a reply would do and whom it would reach, without sending it",
        {200: PREVIEW},
        body=DRAFT,
        example={"type": "hold", "reference": "HOLD-1", "content": catalogue.sample("hold")},
        refusals=(403, 404, 409, 422),
    )
    def post(self, request: Request) -> Response:
        """Refused exactly as the sending would be now. ``leaves_open`` are cases of which a part is released.
        ``second_person``: an agreement asks for one, so that it is prepared and released, not sent."""
        draft = as_draft(self.form())
        with self.acting() as caller:
            found = pipeline.preview_reply(draft, by=caller)
        return Response(
            {
                "notice": found.number,
                "version": found.n,
                "purpose": found.purpose,
                "addressee": str(found.addressee),
                "informed": [str(one) for one in found.informed],
                "opens": found.opens,
                "due_at": found.due_at and found.due_at.isoformat(),
                "ends": [{"case": str(case.pk), "outcome": outcome} for case, outcome in found.closes],
                "leaves_open": [str(case.pk) for case in (*found.notes, *found.parts)],
                "second_person": found.second_person,
            }
        )


class ReachOfReplies(HubView):
    permissions = {"GET": permissions.REPLIES_SEND}

    @operation(
        "replies.reach",
        "Whom a reply to a version would reach, by role, and why nobody",
        {200: obj({"roles": array(REACH, most=4)})},
        path={"delivery": UUID_TEXT},
        refusals=(403, 404, 409),
    )
    def get(self, request: Request, delivery: UUID) -> Response:
        """Of a version that was delivered to the caller: its publisher, and the members that it names as
        declarant, representative and carrier, as far as the caller sees them named plainly."""
        with self.acting() as caller:
            row = deliveries.one(recipient=caller.organisation, delivery_id=delivery)
            found = pipeline.reach(number=row.number, n=row.n, by=caller)
        return Response(
            {
                "roles": [
                    {
                        "role": one.role,
                        "organisation": one.organisation and str(one.organisation),
                        "reason": one.reason,
                    }
                    for one in found
                ]
            }
        )


class Answers(_Reply):
    permissions = {"POST": permissions.NOTICES_PUBLISH}

    @operation(
        "answers.send",
        "Answer an authority's request",
        {201: RECEIPT, 200: RECEIPT},
        body=DRAFT,
        example={"type": "answer", "reference": "ANS-1", "content": catalogue.sample("answer")},
        refusals=(403, 404, 409, 422),
    )
    def post(self, request: Request) -> Response:
        """The content names the reference of the request that it answers. "Cannot answer, ask X" is an answer.
        What says ``answered`` to a request carries a statement, a document, a file or a screening result, or cites the
        version to which its sender has amended the notice since; else the fault stands at ``/statements``.
        An answer passes whatever has become of the agreement and of the trader's standing."""
        return self.answer()


urlpatterns = [
    path("replies", Replies.as_view()),
    path("replies/preview", Preview.as_view()),
    path("inbox/<uuid:delivery>/reach", ReachOfReplies.as_view()),
    path("answers", Answers.as_view()),
]
