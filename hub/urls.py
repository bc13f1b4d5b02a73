"""Every address of the hub."""

from importlib import import_module

from django.urls import include, path

_ROOMS = {"": "hub.api.urls"}


def _rooms():
    for prefix, module in _ROOMS.items():
        try:
            import_module(module)
        except ImportError:
            continue
        yield path(prefix, include(module))


urlpatterns = [
    path("", include("hub.health.urls")),
    path("accounts/", include("allauth.urls")),
    *_rooms(),
]
