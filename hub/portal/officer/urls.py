"""What was delivered to the reader's organisation."""

from django.urls import path

from hub.portal.officer import inbox

urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/<uuid:delivery>/", inbox.delivery, name="delivery"),
    path("inbox/<uuid:delivery>/acknowledge/", inbox.acknowledge, name="acknowledge"),
    path("inbox/<uuid:delivery>/again/", inbox.ask_again, name="ask-again"),
]
