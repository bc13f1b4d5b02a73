"""``manage.py seed_demo``: the demo world, once."""

import os
from typing import Any

from django.core.management.base import BaseCommand

from hub.demo import story
from hub.engines.state import data_folder


class Command(BaseCommand):
    help = (
        "Make the demo world in an empty hub: members, agreements and a day of traffic. Safe to run again."
        " Sign-ins, API clients and a first request are left in HUB_DATA (demo.txt, demo.json)."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        port = os.environ.get("HUB_PORT") or "8000"
        story.tell(
            data_folder(os.environ),
            address=f"http://127.0.0.1:{port}",
            say=self.stdout.write,
        )
