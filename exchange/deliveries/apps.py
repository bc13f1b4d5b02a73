from django.apps import AppConfig


class DeliveriesConfig(AppConfig):
    name = "exchange.deliveries"
    verbose_name = "Deliveries"
