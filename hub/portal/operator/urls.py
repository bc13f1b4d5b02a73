"""How the hub itself is doing."""

from django.urls import path

from hub.portal.operator import health, pipeline, tracing

urlpatterns = [
    path("pipeline/", pipeline.counts, name="pipeline"),
    path("operations/notices/", tracing.messages, name="messages"),
    path("operations/notices/find/", tracing.find, name="find-message"),
    path("operations/notices/<str:number>/", tracing.message, name="message"),
    path("operations/notices/<str:number>/again/", tracing.reprocess, name="reprocess"),
    path("operations/health/", health.health, name="health"),
]
