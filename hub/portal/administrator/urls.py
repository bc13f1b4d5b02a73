"""What is agreed between members."""

from django.urls import path

from hub.portal.administrator import agreements, explaining, matrix

urlpatterns = [
    path("agreements/", agreements.agreements, name="agreements"),
    path("explain/", explaining.explain, name="explain"),
    path("who-sees-what/", matrix.who_sees_what, name="matrix"),
    path("agreements/versions/<uuid:version>/", agreements.version, name="agreement"),
    path("agreements/versions/<uuid:version>/sign/", agreements.sign, name="sign"),
    path("agreements/versions/<uuid:version>/accede/", agreements.accede, name="accede"),
]
