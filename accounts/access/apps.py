from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "accounts.access"
    label = "access"
