"""What an operation is: declared once beside the code, enforced at the door, and printed as OpenAPI."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from rest_framework.request import Request

from accounts.errors import Fault, Invalid
from hub.api.v1.parsing import JSON
from hub.api.v1.shapes import Schema, Shape, obj

Handler = TypeVar("Handler", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Link:
    """Where an answer leads: an operation, and where its parameters stand.

    That is a JSON Pointer into the answer's body, or any runtime expression of OpenAPI.
    """

    operation: str
    parameters: Mapping[str, str]


@dataclass(frozen=True)
class Operation:
    """One method of one address.

    ``id`` is ``room.verb``; ``answers`` maps a status to the schema of its body (``None``: no body).
    ``headers`` must be sent. A body may also come as lines of JSON, where ``lines`` says what each line is; it may
    be left out where it is not ``body_required``.
    """

    id: str
    summary: str
    answers: Mapping[int, Schema | None]
    body: Schema | None = None
    body_required: bool = True
    query: Mapping[str, Schema] = field(default_factory=dict)
    path: Mapping[str, Schema] = field(default_factory=dict)
    headers: Mapping[str, Schema] = field(default_factory=dict)
    refusals: Sequence[int] = ()
    example: Any = None
    links: Sequence[Link] = ()
    body_types: Sequence[str] = (JSON,)
    lines: Schema | None = None
    answer_types: Sequence[str] = (JSON,)
    description: str = ""

    @cached_property
    def body_shape(self) -> Shape:
        return Shape(self.body or {})

    @cached_property
    def query_shape(self) -> Shape:
        return Shape(obj(**self.query))

    def read_query(self, request: Request) -> dict[str, Any]:
        """The query as declared: typed, with defaults, unknown and repeated names refused."""
        faults: list[Fault] = []
        given: dict[str, Any] = {}
        for name, values in request.GET.lists():
            schema = self.query.get(name)
            if schema is None:
                faults.append(Fault(f"/{name}", "unknown-parameter", "Not known here."))
            elif schema.get("type") == "array":
                given[name] = [part for value in values for part in value.split(",")]
            elif len(values) > 1:
                faults.append(Fault(f"/{name}", "repeated", "Send it once."))
            else:
                given[name] = _typed(schema, values[0])
            if any("\x00" in value for value in values):
                faults.append(Fault(f"/{name}", "nul", "No NUL characters."))
        if faults:
            raise Invalid("invalid-query", "Mend the query and send it again.", faults=faults)
        defaults = {name: schema["default"] for name, schema in self.query.items() if "default" in schema}
        return {**defaults, **self.query_shape.read(given)}


def operation(
    name: str, summary: str, answers: Mapping[int, Schema | None], **more: Any
) -> Callable[[Handler], Handler]:
    """Declare the operation ``room.verb`` that a handler carries out; ``Operation`` says what may follow."""

    def declare(handler: Handler) -> Handler:
        described = Operation(name, summary, answers, description=_described(handler), **more)
        handler.operation = described  # type: ignore[attr-defined]
        return handler

    return declare


def _described(handler: Callable[..., Any]) -> str:
    return inspect.cleandoc(handler.__doc__ or "")


def _typed(schema: Schema, value: str) -> Any:
    kind = schema.get("type")
    if kind == "integer" and value.removeprefix("-").isdecimal() and value.isascii() and len(value) < 19:
        return int(value)
    if kind == "boolean" and value in ("true", "false"):
        return value == "true"
    return value
