"""Notifications and preferences: they are a person's own, so each takes one who has signed in."""

from tests.contract.ready.requests import plain
from tests.contract.world import ADMINISTRATOR

plain("notifications.list", by=ADMINISTRATOR)
plain("notifications.read", by=ADMINISTRATOR, body={})
plain("notifications.mail", by=ADMINISTRATOR)
plain("notifications.choose_mail", by=ADMINISTRATOR, body={"frequency": "daily", "zone": "Europe/Paris"})
plain("preferences.read", by=ADMINISTRATOR)
plain("preferences.keep", by=ADMINISTRATOR, body={"language": "fr", "zone": "Europe/Paris"})
