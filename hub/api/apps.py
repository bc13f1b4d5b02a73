"""The public API: where HTTP is translated into domain calls, and their answers back."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "hub.api"
    label = "api"
    verbose_name = "API"
