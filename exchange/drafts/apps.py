from django.apps import AppConfig


class DraftsConfig(AppConfig):
    name = "exchange.drafts"
    verbose_name = "Drafts"
