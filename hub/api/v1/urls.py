"""The addresses of version 1: each room's module lists its own."""

from django.urls import re_path

from hub.api.v1 import (
    agreements,
    catalogue,
    clients,
    disclosures,
    explaining,
    files,
    groups,
    inbox,
    organisations,
    people,
    pipeline,
    replies,
    session,
    standing,
    subscriptions,
    trail,
)
from hub.api.v1.base import NoSuchAddress
from hub.api.v1.notices import urls as notices
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
    *explaining.urlpatterns,
    *inbox.urlpatterns,
    *replies.urlpatterns,
    *disclosures.urlpatterns,
    *pipeline.urlpatterns,
    *webhooks.urlpatterns,
    re_path(r"^[\s\S]*$", NoSuchAddress.as_view()),
]
