"""Every address of the hub."""

from django.urls import include, path

urlpatterns = [
    # The busiest first: an address is looked for in this order.
    path("", include("hub.api.urls")),
    path("", include("hub.health.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("hub.portal.urls")),
]
