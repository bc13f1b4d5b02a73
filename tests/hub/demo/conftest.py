"""The demo world, made once for the tests that only look at it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from hub.demo import story
from hub.demo.world import World
from hub.engines.state import DataFolder
from tests.flushing import Flushing

ADDRESS = "http://127.0.0.1:8000"


@dataclass
class Demo:
    """The seeded world, where its handout lies, and what was said."""

    data: DataFolder
    said: list[str] = field(default_factory=list)
    world: World | None = None

    def tell(self) -> None:
        self.world = story.tell(self.data, address=ADDRESS, say=self.said.append) or self.world


@contextmanager
def demo_in(folder: Path, engines: Any, blocker: Any) -> Iterator[Demo]:
    """An empty hub to make the demo world in, and an empty hub again afterwards."""
    flushing = Flushing(engines.superuser_url())
    flushing.remember()
    try:
        with blocker.unblock():
            yield Demo(DataFolder(folder))
    finally:
        flushing.flush()
        flushing.close()


@pytest.fixture(scope="module")
def demo(
    django_db_setup: None, django_db_blocker: Any, engines: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demo]:
    """One seeding for the whole module: nothing in it may write."""
    with demo_in(tmp_path_factory.mktemp("hub"), engines, django_db_blocker) as made:
        made.tell()
        yield made


@pytest.fixture(scope="module")
def world(demo: Demo) -> World:
    assert demo.world is not None
    return demo.world
