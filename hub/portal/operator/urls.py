"""How the hub itself is doing."""

from django.urls import path

from hub.portal.operator import announcing, health, pipeline, tracing

_ANNOUNCEMENT = "operations/announcements/<uuid:announcement>/"

urlpatterns = [
    path("pipeline/", pipeline.counts, name="pipeline"),
    path("operations/notices/", tracing.messages, name="messages"),
    path("operations/notices/find/", tracing.find, name="find-message"),
    path("operations/notices/<str:number>/", tracing.message, name="message"),
    path("operations/notices/<str:number>/again/", tracing.reprocess, name="reprocess"),
    path("operations/health/", health.health, name="health"),
    path("operations/announcements/", announcing.announcements, name="announcements"),
    path("operations/announcements/work/", announcing.announce_work, name="announce-work"),
    path("operations/announcements/incident/", announcing.report_incident, name="report-incident"),
    path(_ANNOUNCEMENT, announcing.announcement, name="announcement"),
    path(f"{_ANNOUNCEMENT}update/", announcing.add_update, name="announcement-update"),
    path(f"{_ANNOUNCEMENT}end/", announcing.end, name="announcement-end"),
]
