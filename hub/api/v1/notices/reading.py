"""Reading one's own notices, and who received them."""

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import permissions
from exchange.deliveries import receipts
from exchange.notices import selectors
from exchange.review import selectors as cases
from exchange.routing import selectors as routing
from hub.api.v1.base import HubView
from hub.api.v1.notices.shapes import (
    NUMBER,
    RECIPIENT,
    WHOLE_NOTICE,
    notice_json,
    recipient_json,
    version_json,
)
from hub.api.v1.operations import operation
from hub.api.v1.shapes import array, obj


class OneNotice(HubView):
    permissions = {"GET": permissions.NOTICES_READ}

    @operation(
        "notices.read",
        "Read one's own notice with all its versions",
        {200: WHOLE_NOTICE},
        path={"number": NUMBER},
        refusals=(404,),
    )
    def get(self, request: Request, number: str) -> Response:
        with self.acting() as caller:
            notice = selectors.own_notice(publisher=caller.organisation, number=number)
            versions = selectors.versions(notice)
            content = selectors.own_content([one.id for one in versions])
            routing = dict(notice.routing_work.values_list("version_id", "state"))
        shown = [version_json(one, content.get(one.id), routing[one.id]) for one in versions]
        return Response({**notice_json(notice), "versions": shown})


class Receipts(HubView):
    permissions = {"GET": permissions.NOTICES_READ}

    @operation(
        "notices.receipts",
        "Who received one's own notice: which elements, why, and how far it has got",
        {200: obj({"notice": NUMBER, "recipients": array(RECIPIENT, most=10_000)})},
        path={"number": NUMBER},
        refusals=(404,),
    )
    def get(self, request: Request, number: str) -> Response:
        with self.acting() as caller:
            notice = selectors.own_notice(publisher=caller.organisation, number=number)
            found = receipts.for_notice(notice.id)
            versions = routing.current().index.versions
            replied = cases.first_replies(notice=notice.id)
        shown = [recipient_json(one, versions, replied.get(one.recipient)) for one in found]
        return Response({"notice": number, "recipients": shown})
