"""Every address of the hub."""

from django.urls import include, path

from hub.settings.environment import ROOT

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", include("allauth.idp.urls")),
    *(
        [path("api/v1/", include("hub.api.v1.urls"))]
        if (ROOT / "hub" / "api" / "v1" / "urls.py").is_file()
        else []
    ),
]
