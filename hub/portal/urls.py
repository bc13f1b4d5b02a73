"""The portal's addresses, by audience."""

from django.urls import include, path

from hub.portal import case, choosing, consignment, home, notifications, preferences, styleguide
from hub.portal.writing import codes

app_name = "portal"

urlpatterns = [
    path("", home.home, name="home"),
    path("organisations/", choosing.organisations, name="organisations"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("language/", preferences.language, name="language"),
    path("styleguide", styleguide.styleguide, name="styleguide"),
    path("cases/", case.every, name="cases"),
    path("cases/<uuid:case>/", case.case, name="case"),
    path("inbox/<uuid:delivery>/timeline/", consignment.of_delivery, name="delivery-timeline"),
    path("notices/<str:number>/timeline/", consignment.of_notice, name="notice-timeline"),
    path("notifications/", notifications.notifications, name="notifications"),
    path("notifications/open/", notifications.notification, name="notification"),
    path("notifications/read/", notifications.mark_read, name="notifications-read"),
    path("notifications/bell/", notifications.bell, name="bell"),
    path("codes/<str:name>/", codes.codes, name="codes"),
    path("", include("hub.portal.public.urls")),
    path("", include("hub.portal.officer.urls")),
    path("", include("hub.portal.trader.urls")),
    path("", include("hub.portal.administrator.urls")),
    path("", include("hub.portal.operator.urls")),
    path("", include("hub.portal.settings.urls")),
    path("", include("hub.portal.members.urls")),
]
