from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "exchange.agreements"
    verbose_name = "Agreements"
