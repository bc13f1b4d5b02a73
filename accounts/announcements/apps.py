from django.apps import AppConfig


class AnnouncementsConfig(AppConfig):
    name = "accounts.announcements"
    label = "announcements"
