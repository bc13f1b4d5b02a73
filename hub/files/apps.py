from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Publishing from files: what the command and the API share."""

    name = "hub.files"
