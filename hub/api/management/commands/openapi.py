"""``manage.py openapi > docs/openapi.yaml``: write the API's description down."""

from typing import Any

from django.core.management.base import BaseCommand

from hub.api.openapi import as_yaml


class Command(BaseCommand):
    help = "Print the OpenAPI document of the API as YAML."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(as_yaml(), ending="")
