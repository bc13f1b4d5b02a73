from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "exchange.intake"
    verbose_name = "Files that members upload"
