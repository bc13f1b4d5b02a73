"""The addresses of webhooks."""

from django.urls import path

from hub.api.v1.webhooks import endpoints, messages

urlpatterns = [
    path("webhooks", endpoints.Webhooks.as_view()),
    path("webhooks/<uuid:webhook>", endpoints.OneWebhook.as_view()),
    path("webhooks/<uuid:webhook>/secrets", endpoints.Rotation.as_view()),
    path("webhooks/<uuid:webhook>/disable", endpoints.Disabling.as_view()),
    path("webhooks/<uuid:webhook>/enable", endpoints.Enabling.as_view()),
    path("webhooks/<uuid:webhook>/test", messages.Trial.as_view()),
    path("webhooks/<uuid:webhook>/replay", messages.Replay.as_view()),
    path("webhooks/<uuid:webhook>/events", messages.Events.as_view()),
    path("webhooks/<uuid:webhook>/attempts", messages.Log.as_view()),
    path("webhooks/<uuid:webhook>/messages", messages.Messages.as_view()),
    path("webhooks/<uuid:webhook>/messages/<uuid:message>/attempts", messages.Attempts.as_view()),
]
