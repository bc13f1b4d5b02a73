from django.apps import AppConfig


class TrailConfig(AppConfig):
    name = "accounts.trail"
    label = "trail"
