from django.apps import AppConfig


class DisclosuresConfig(AppConfig):
    name = "exchange.disclosures"
    verbose_name = "Disclosure register"
