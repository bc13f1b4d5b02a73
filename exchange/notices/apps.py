from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "exchange.notices"
    verbose_name = "Notices"
