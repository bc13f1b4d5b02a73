from django.apps import AppConfig


class JoiningConfig(AppConfig):
    name = "accounts.joining"
    label = "joining"
