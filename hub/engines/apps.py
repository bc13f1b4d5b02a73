from django.apps import AppConfig

from hub.engines import checks  # noqa: F401 - registers what `check --deploy` asks


class EnginesConfig(AppConfig):
    name = "hub.engines"
    label = "engines"
