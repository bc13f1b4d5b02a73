"""The addresses of agreements."""

from django.urls import path

from hub.api.v1.agreements import (
    consent,
    drafting,
    examples,
    exporting,
    guarding,
    previewing,
    telling,
)

_ONE = "agreements/<uuid:agreement>"
_VERSION = f"{_ONE}/versions/<uuid:version>"

urlpatterns = [
    path("agreements", drafting.Agreements.as_view()),
    path(_ONE, drafting.OneAgreement.as_view()),
    path(f"{_ONE}/steps", telling.Steps.as_view()),
    path(f"{_ONE}/reach", telling.Reach.as_view()),
    path(f"{_ONE}/successor", drafting.Successor.as_view()),
    path(f"{_ONE}/exclude", guarding.Exclude.as_view()),
    path(f"{_ONE}/readmit", guarding.Readmit.as_view()),
    path(f"{_ONE}/suspend", guarding.Suspend.as_view()),
    path(f"{_ONE}/resume", guarding.Resume.as_view()),
    path(f"{_ONE}/terminate", guarding.Terminate.as_view()),
    path(_VERSION, drafting.OneVersion.as_view()),
    path(f"{_VERSION}/propose", drafting.Proposal.as_view()),
    path(f"{_VERSION}/sign", consent.Signature.as_view()),
    path(f"{_VERSION}/accede", consent.Accession.as_view()),
    path(f"{_VERSION}/leave", consent.Departure.as_view()),
    path(f"{_VERSION}/preview", previewing.PreviewOfVersion.as_view()),
    path(f"{_VERSION}/summary", telling.Summary.as_view()),
    path(f"{_VERSION}/odrl", exporting.Odrl.as_view()),
    path(f"{_VERSION}/examples", examples.TryExamples.as_view()),
    path(f"{_ONE}/examples", examples.Examples.as_view()),
    path(f"{_ONE}/examples/<uuid:example>", examples.OneExample.as_view()),
]
