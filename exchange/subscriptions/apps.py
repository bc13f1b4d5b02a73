from django.apps import AppConfig


class SubscriptionsConfig(AppConfig):
    name = "exchange.subscriptions"
    verbose_name = "Subscriptions"
