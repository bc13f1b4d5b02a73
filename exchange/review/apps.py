from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "exchange.review"
    verbose_name = "Review"
