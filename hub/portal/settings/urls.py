"""What an organisation keeps for itself on the hub."""

from django.urls import path

from hub.portal.settings import (
    clients,
    mail,
    organisation,
    people,
    register,
    subscriptions,
    trail,
    webhook_log,
    webhooks,
)

_HOOK = "settings/webhooks/<uuid:webhook>/"
_MESSAGE = f"{_HOOK}messages/<uuid:message>/"

urlpatterns = [
    path("settings/", organisation.organisation, name="our-organisation"),
    path("settings/contact/", organisation.contact, name="contact"),
    path("settings/mail/", mail.mail, name="mail"),
    path("settings/people/", people.people, name="people"),
    path("settings/people/new/", people.invite, name="invite"),
    path("settings/people/<uuid:person>/", people.person, name="person"),
    path("settings/people/<uuid:person>/link/", people.send_link, name="person-link"),
    path("settings/people/<uuid:person>/remove/", people.remove, name="person-remove"),
    path("settings/clients/", clients.clients, name="clients"),
    path("settings/clients/new/", clients.new, name="client-new"),
    path("settings/clients/<uuid:client>/rotate/", clients.rotate, name="client-rotate"),
    path("settings/clients/<uuid:client>/end/", clients.end, name="client-end"),
    path("settings/subscriptions/", subscriptions.subscriptions, name="subscriptions"),
    path("settings/subscriptions/new/", subscriptions.new, name="subscription-new"),
    path("settings/subscriptions/always/end/", subscriptions.end_always, name="subscription-end-always"),
    path("settings/subscriptions/<uuid:subscription>/end/", subscriptions.end, name="subscription-end"),
    path("settings/webhooks/", webhooks.webhooks, name="webhooks"),
    path("settings/webhooks/new/", webhooks.new, name="webhook-new"),
    path(_HOOK, webhooks.webhook, name="webhook"),
    path(f"{_HOOK}describe/", webhooks.describe, name="webhook-describe"),
    path(f"{_HOOK}rotate/", webhooks.rotate, name="webhook-rotate"),
    path(f"{_HOOK}test/", webhooks.test, name="webhook-test"),
    path(f"{_HOOK}enable/", webhooks.enable, name="webhook-enable"),
    path(f"{_HOOK}disable/", webhooks.disable, name="webhook-disable"),
    path(f"{_HOOK}end/", webhooks.end, name="webhook-end"),
    path(f"{_HOOK}log/", webhook_log.log, name="webhook-log"),
    path(f"{_HOOK}lost/", webhook_log.lost, name="webhook-lost"),
    path(f"{_HOOK}replay/", webhooks.replay, name="webhook-replay"),
    path(_MESSAGE, webhook_log.message, name="webhook-message"),
    path(f"{_MESSAGE}part/", webhook_log.message_part, name="webhook-message-part"),
    path("settings/trail/", trail.trail, name="trail"),
    path("settings/trail/<str:form>/", trail.trail_file, name="trail-file"),
    path("settings/register/", register.register, name="register"),
    path("settings/register/<str:form>/", register.register_file, name="register-file"),
]
