from django.apps import AppConfig


class DemoConfig(AppConfig):
    """A seeded world: members, agreements and a day of traffic, made through the services alone."""

    name = "hub.demo"
