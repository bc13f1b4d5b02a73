"""The portal's addresses, by audience."""

from django.urls import include, path

from hub.portal import cases, choosing, home, preferences
from hub.portal.writing import codes

app_name = "portal"

urlpatterns = [
    path("", home.home, name="home"),
    path("organisations/", choosing.organisations, name="organisations"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("language/", preferences.language, name="language"),
    path("cases/", cases.cases, name="cases"),
    path("codes/<str:name>/", codes.codes, name="codes"),
    path("", include("hub.portal.officer.urls")),
    path("", include("hub.portal.trader.urls")),
    path("", include("hub.portal.administrator.urls")),
    path("", include("hub.portal.operator.urls")),
    path("", include("hub.portal.settings.urls")),
]
