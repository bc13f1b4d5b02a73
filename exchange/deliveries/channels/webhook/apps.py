from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "exchange.deliveries.channels.webhook"
    label = "webhooks"
    verbose_name = "Webhooks"

    def ready(self) -> None:
        from exchange.deliveries.channels.webhook import checks  # noqa: F401, PLC0415
