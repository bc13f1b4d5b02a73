"""Publishing a file: what the messages in it say, each judged by itself."""

from django.conf import settings
from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import permissions
from hub.api.v1 import parsing
from hub.api.v1.base import HubView
from hub.api.v1.operations import operation
from hub.api.v1.shapes import Named, array, file, integer, nullable, obj, one_of, text
from hub.files import services
from hub.files.services import Outcome, Reference, Verdict

XML = ("application/xml", "text/xml")
OUTCOME = Named(
    "FileOutcome",
    obj(
        {
            "file": text(most=255),
            "index": integer(1),
            "verdict": one_of(*[verdict.value for verdict in Verdict]),
            "reference": text(most=300, least=0),
            "notice": nullable(text(most=24)),
            "version": {"type": ["integer", "null"]},
            "findings": array(
                obj({"code": text(most=60), "place": text(most=1000, least=0), "message": text(most=2000)})
            ),
        }
    ),
)
EXAMPLE = """<ie:CC315A xmlns:ie="http://ics.dgtaxud.ec/CC315A">
  <MesSenMES3>GB123456789000/0000000012</MesSenMES3>
  <DatOfPreMES9>261103</DatOfPreMES9>
  <TimOfPreMES10>0745</TimOfPreMES10>
  <MesIdeMES19>HARBOUR0001</MesIdeMES19>
  <MesTypMES20>CC315A</MesTypMES20>
  <HEAHEA>
    <RefNumHEA4>HBR-2026-000871</RefNumHEA4>
    <TraModAtBorHEA76>3</TraModAtBorHEA76>
    <DecDatTimHEA114>202611030745</DecDatTimHEA114>
  </HEAHEA>
  <GOOITEGDS>
    <IteNumGDS7>1</IteNumGDS7>
    <GooDesGDS23>Table lamps of brass, electric</GooDesGDS23>
    <GroMasGDS46>120.5</GroMasGDS46>
  </GOOITEGDS>
  <PERLODSUMDEC>
    <TINPLD1>GB123456789000</TINPLD1>
  </PERLODSUMDEC>
  <CUSOFFFENT730>
    <RefNumCUSOFFFENT731>GB000060</RefNumCUSOFFFENT731>
    <ExpDatOfArrFIRENT733>202611281430</ExpDatOfArrFIRENT733>
  </CUSOFFFENT730>
</ie:CC315A>
"""


class Files(HubView):
    permissions = {"POST": permissions.NOTICES_PUBLISH}

    @operation(
        "files.publish",
        "Publish what a file says",
        {201: obj({"messages": array(OUTCOME)}), 200: obj({"messages": array(OUTCOME)})},
        body=file("An entry summary declaration: IE315 (CC315A) or IE313 (CC313A)."),
        body_types=XML,
        query={
            "name": text(most=255, default="upload.xml", description="The file's name."),
            "reference": one_of(
                *[choice.value for choice in Reference],
                default=Reference.OWN.value,
                description="own: a new declaration goes by its LRN, an amendment goes to the notice with its MRN."
                " position: name and position are the reference, and an amendment opens a notice, marked so.",
            ),
        },
        refusals=(403, 404, 409, 422),
        example=EXAMPLE,
    )
    def post(self, request: Request) -> Response:
        """A new declaration becomes an advance cargo notice (201), an amendment its next version; what was sent
        before is recognised (200). Faults name line and path in the file. Nothing of a file that cannot be read
        is kept, nor of a message with faults."""
        query = self.query()
        parsing.require_media_type(request, *XML)
        data = parsing.read_body(request, limit=settings.HUB_BODY_BYTES)
        outcomes = services.publish_file(
            data, name=query["name"], by=self.caller, reference=Reference(query["reference"])
        )
        _refuse_if_nothing_accepted(outcomes)
        new = any(outcome.verdict == Verdict.ACCEPTED for outcome in outcomes)
        return Response(
            {"messages": [services.as_json(outcome) for outcome in outcomes]}, status=201 if new else 200
        )


def _refuse_if_nothing_accepted(outcomes: list[Outcome]) -> None:
    """Raise the first message's refusal, with every finding in its place, when no message got through."""
    refusals = [outcome.refusal for outcome in outcomes if outcome.refusal is not None]
    if refusals and len(refusals) == len(outcomes):
        refusal = refusals[0]
        refusal.faults = tuple(fault for outcome in outcomes for fault in outcome.findings)
        refusal.facts = refusal.facts | {"messages": [services.as_json(outcome) for outcome in outcomes]}
        raise refusal


urlpatterns = [path("files", Files.as_view())]
