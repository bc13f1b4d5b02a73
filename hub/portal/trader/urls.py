"""What the reader's organisation publishes."""

from django.urls import path

from hub.portal.trader import notices

urlpatterns = [
    path("notices/", notices.notices, name="notices"),
    path("notices/<str:number>/", notices.notice, name="notice"),
]
