"""What a request that must succeed consists of, and the register of those who prepare one."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.contract.callers import Caller
from tests.contract.world import World


@dataclass(frozen=True)
class Ready:
    """A request for which everything is in place. ``caller`` is who must send it, where any of the role will not do."""

    path: dict[str, str] = field(default_factory=dict)
    query: dict[str, Any] = field(default_factory=dict)
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    media_type: str = "application/json"
    caller: Caller | None = None


@dataclass(frozen=True)
class Maker:
    """Who carries an operation out in the contract tests, and how its state is prepared."""

    operation: str
    role: str
    prepare: Callable[[World], Ready]


MAKERS: dict[str, Maker] = {}


def ready(operation: str, *, by: str) -> Callable[[Callable[[World], Ready]], Callable[[World], Ready]]:
    """Register the preparation of an operation for a role of the world."""

    def register(prepare: Callable[[World], Ready]) -> Callable[[World], Ready]:
        if operation in MAKERS:
            raise ValueError(f"{operation} is prepared twice")
        MAKERS[operation] = Maker(operation, by, prepare)
        return prepare

    return register


def plain(operation: str, *, by: str, **parts: Any) -> None:
    """Register an operation that needs nothing prepared."""
    ready(operation, by=by)(lambda world: Ready(**parts))
