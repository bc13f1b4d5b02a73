from django.apps import AppConfig


class EnginesConfig(AppConfig):
    name = "hub.engines"
    label = "engines"
