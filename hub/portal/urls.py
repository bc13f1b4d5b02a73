"""The portal's addresses."""

from django.urls import path

from hub.portal import agreements, cases, choosing, home, inbox, operations, own

app_name = "portal"

urlpatterns = [
    path("", home.home, name="home"),
    path("organisations/", choosing.organisations, name="organisations"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/<uuid:delivery>/", inbox.delivery, name="delivery"),
    path("inbox/<uuid:delivery>/acknowledge/", inbox.acknowledge, name="acknowledge"),
    path("inbox/<uuid:delivery>/again/", inbox.ask_again, name="ask-again"),
    path("notices/", own.notices, name="notices"),
    path("notices/<str:number>/", own.notice, name="notice"),
    path("cases/", cases.cases, name="cases"),
    path("agreements/", agreements.agreements, name="agreements"),
    path("agreements/versions/<uuid:version>/", agreements.version, name="agreement"),
    path("agreements/versions/<uuid:version>/sign/", agreements.sign, name="sign"),
    path("agreements/versions/<uuid:version>/accede/", agreements.accede, name="accede"),
    path("pipeline/", operations.counts, name="pipeline"),
    path("pipeline/<str:number>/again/", operations.route_again, name="route-again"),
]
