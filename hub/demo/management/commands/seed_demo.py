"""``manage.py seed_demo``: the demo world, once."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
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
        data = data_folder(os.environ)
        port = os.environ.get("HUB_PORT") or "8000"
        with _alone(data.path):
            story.tell(data, address=f"http://127.0.0.1:{port}", say=self.stdout.write)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Wait for a seeding that outlived whoever began it: two at a time would trip over each other."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
