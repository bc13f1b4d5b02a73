from django.apps import AppConfig


class WorklistConfig(AppConfig):
    name = "exchange.worklist"
    verbose_name = "Worklist"
