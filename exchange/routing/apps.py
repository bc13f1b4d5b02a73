from django.apps import AppConfig


class RoutingConfig(AppConfig):
    name = "exchange.routing"
    verbose_name = "Routing"
