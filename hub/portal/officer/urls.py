"""What was delivered to the reader's organisation."""

from django.urls import path

from hub.portal.officer import delivery, worklist

urlpatterns = [
    path("inbox/", worklist.worklist, name="inbox"),
    path("inbox/<uuid:delivery>/", delivery.delivery, name="delivery"),
    path("inbox/<uuid:delivery>/acknowledge/", delivery.acknowledge, name="acknowledge"),
    path("inbox/<uuid:delivery>/again/", delivery.ask_again, name="ask-again"),
]
