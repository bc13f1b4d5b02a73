"""The addresses of version 1: each room's module lists its own."""

from django.urls import re_path

from hub.api.v1 import (
    agreements,
    cases,
    catalogue,
    clients,
    consignments,
    disclosures,
    drafts,
    explaining,
    files,
    groups,
    inbox,
    notifications,
    organisations,
    people,
    pipeline,
    prepared,
    replies,
    seeing,
    session,
    standing,
    stopping,
    subscriptions,
    templates,
    timeline,
    tracing,
    trail,
    worklist,
    worklist_views,
)
from hub.api.v1.base import NoSuchAddress
from hub.api.v1.notices import urls as notices
from hub.api.v1.uploads import urls as uploads
from hub.api.v1.webhooks import urls as webhooks

urlpatterns = [
    # The busiest first: an address is looked for in this order.
    *notices.urlpatterns,
    *session.urlpatterns,
    *catalogue.urlpatterns,
    *organisations.urlpatterns,
    *people.urlpatterns,
    *clients.urlpatterns,
    *standing.urlpatterns,
    *groups.urlpatterns,
    *trail.urlpatterns,
    *agreements.urlpatterns,
    *subscriptions.urlpatterns,
    *files.urlpatterns,
    *drafts.urlpatterns,
    *consignments.urlpatterns,
    *uploads.urlpatterns,
    *explaining.urlpatterns,
    *inbox.urlpatterns,
    *worklist.urlpatterns,
    *worklist_views.urlpatterns,
    *replies.urlpatterns,
    *prepared.urlpatterns,
    *cases.urlpatterns,
    *templates.urlpatterns,
    *timeline.urlpatterns,
    *disclosures.urlpatterns,
    *notifications.urlpatterns,
    *pipeline.urlpatterns,
    *tracing.urlpatterns,
    *stopping.urlpatterns,
    *seeing.urlpatterns,
    *webhooks.urlpatterns,
    re_path(r"^[\s\S]*$", NoSuchAddress.as_view()),
]
