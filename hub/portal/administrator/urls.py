"""What is agreed between members."""

from django.urls import path

from hub.portal.administrator import (
    agreements,
    comparing,
    consenting,
    examples,
    explaining,
    exporting,
    guarding,
    matrix,
    previewing,
)
from hub.portal.administrator.building import (
    basis,
    conditions,
    elements,
    kinds,
    parties,
    proposing,
    purpose,
    rules,
    trying,
)

_DRAFT = "agreements/versions/<uuid:version>/draft"

urlpatterns = [
    path("agreements/new/", purpose.begin, name="draft-begin"),
    path("agreements/find-party/", parties.find, name="draft-find-party"),
    path("agreements/find-code/", conditions.find, name="draft-find-code"),
    path(f"{_DRAFT}/purpose/", purpose.purpose, name="draft-purpose"),
    path(f"{_DRAFT}/parties/", parties.parties, name="draft-parties"),
    path(f"{_DRAFT}/types/", kinds.types, name="draft-types"),
    path(f"{_DRAFT}/conditions/", conditions.conditions, name="draft-conditions"),
    path(f"{_DRAFT}/elements/", elements.elements, name="draft-elements"),
    path(f"{_DRAFT}/basis/", basis.basis, name="draft-basis"),
    path(f"{_DRAFT}/rules/", rules.rules, name="draft-rules"),
    path(f"{_DRAFT}/preview/", previewing.draft_preview, name="draft-preview"),
    path(f"{_DRAFT}/examples/", trying.examples, name="draft-examples"),
    path(f"{_DRAFT}/proposal/", proposing.proposal, name="draft-proposal"),
    path(f"{_DRAFT}/withdraw/", proposing.withdraw, name="draft-withdraw"),
    path("agreements/versions/<uuid:version>/preview/", previewing.preview, name="preview"),
    path("agreements/versions/<uuid:version>/previewed/", previewing.previewed, name="previewed"),
    path("agreements/", agreements.agreements, name="agreements"),
    path("explain/", explaining.explain, name="explain"),
    path("who-sees-what/", matrix.who_sees_what, name="matrix"),
    path("agreements/versions/<uuid:version>/", agreements.version, name="agreement"),
    path("agreements/versions/<uuid:version>/compare/", comparing.compared, name="compare"),
    path("agreements/versions/<uuid:version>/sign/", consenting.sign, name="sign"),
    path("agreements/versions/<uuid:version>/accede/", consenting.accede, name="accede"),
    path("agreements/versions/<uuid:version>/leave/", consenting.leave, name="leave"),
    path("agreements/versions/<uuid:version>/suspend/", guarding.suspend, name="suspend"),
    path("agreements/versions/<uuid:version>/resume/", guarding.resume, name="resume"),
    path("agreements/versions/<uuid:version>/terminate/", guarding.terminate, name="terminate"),
    path("agreements/versions/<uuid:version>/exclude/", guarding.exclude, name="exclude"),
    path("agreements/versions/<uuid:version>/readmit/", guarding.readmit, name="readmit"),
    path("agreements/versions/<uuid:version>/succeed/", guarding.succeed, name="succeed"),
    path("agreements/versions/<uuid:version>/examples/", examples.examples, name="examples"),
    path("agreements/versions/<uuid:version>/examples/new/", examples.keep, name="example-new"),
    path(
        "agreements/versions/<uuid:version>/examples/<uuid:example>/drop/", examples.drop, name="example-drop"
    ),
    path("agreements/versions/<uuid:version>/print/", exporting.printed, name="agreement-printed"),
    path("agreements/versions/<uuid:version>/odrl/", exporting.as_odrl, name="agreement-odrl"),
]
