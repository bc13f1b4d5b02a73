from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "exchange.catalogue"
    verbose_name = "Catalogue of notice types and code lists"
