"""Every address of the hub."""

from django.urls import include, path

urlpatterns = [
    path("", include("hub.health.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("hub.api.urls")),
    path("", include("hub.portal.urls")),
]
