from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "accounts.groups"
    label = "groups"
