"""What everybody may see."""

from django.urls import path, re_path

from hub.portal.public import joining, status, views

urlpatterns = [
    path("welcome/", views.landing, name="welcome"),
    path("how/", views.how, name="how"),
    path("how/<str:name>/", views.guide, name="guide"),
    path("join/", joining.join, name="join"),
    path("join/sent/", joining.sent, name="join-sent"),
    path("join/confirm/<str:secret>/", joining.confirm, name="join-confirm"),
    path("join/answer/<str:secret>/", joining.answer, name="join-answer"),
    path("join/received/", joining.received, name="join-received"),
    path("status/", status.page, name="status"),
    re_path(r"^status/(?P<language>en|fr)/feed\.atom$", status.StatusFeed(), name="status-feed"),
]
