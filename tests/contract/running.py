"""The run: every operation once as it must succeed, then as generated from the document, as each role in turn."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson
import schemathesis
from schemathesis import Case, engine, hooks
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.core.transport import Response
from schemathesis.engine import events
from schemathesis.generation.meta import TestPhase
from schemathesis.schemas import APIOperation, BaseSchema

from hub.api import openapi
from hub.api.problem_list import PROBLEMS
from hub.api.rendering import encode
from hub.api.v1.base import ANYONE
from hub.api.v1.uploads.shapes import XLSX
from tests.contract.callers import HOST
from tests.contract.door import Door
from tests.contract.ready import MAKERS
from tests.contract.steering import Targets, steer
from tests.contract.tally import Tally
from tests.contract.world import ADMINISTRATOR, AUTHORITY, OPERATOR, TRADER, VISITOR, World

ROLES = (OPERATOR, ADMINISTRATOR, TRADER, AUTHORITY, VISITOR)
PHASES = ("examples", "coverage", "fuzzing", "stateful")
# Beside these, every check that schemathesis has. A schema cannot say the rules of meaning, so what fits it may
# be refused; what has ended may be read on; who may read whose is tried in tests/hub/api; credentials here.
_LEFT_OUT = (
    "positive_data_acceptance",
    "use_after_free",
    "ensure_resource_availability",
    "object_level_authorization",
    "ignored_auth",
)
# Told of as what it is: the hub broke.
_COUNTED = "not_a_server_error"
# Each line of a bulk body is judged by itself, and told of in an answer of 200; and a file is handed over as bytes,
# which schemathesis takes for a fault.
_EXCUSED = {
    ("notices.publish_bulk", "negative_data_rejection"),
    ("files.publish", "negative_data_rejection"),
    ("uploads.receive", "negative_data_rejection"),
}
_REFUSED = [400, 401, 403, 404, 405, 406, 409, 411, 412, 413, 415, 422, 428, 429]


@schemathesis.serializer(XLSX)
def _as_it_is(context: Any, value: Any) -> bytes:
    """A file is handed over as its bytes, whatever it is said to be."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


class Contract:
    """The document, tried on a world: with the cases of a seed, or without one always with the same."""

    def __init__(self, world: World, *, seed: int | None = None) -> None:
        self.world = world
        self._seed = seed
        self.document = orjson.loads(encode(openapi.document()))
        self.tally = Tally(
            one["operationId"] for path in self.document["paths"].values() for one in path.values()
        )
        self._door = Door()
        self._targets = Targets(world)
        self._turns: Counter[str] = Counter()

    def carry_out(self) -> None:
        """Every operation once with everything in place, and once more by nobody."""
        for found in self._schema(phases=(), cases=1).get_all_operations():
            operation = found.ok()
            name = _name(operation)
            ready = self._targets.of(name)
            case: Case = operation.Case(
                path_parameters=dict(ready.path),
                query=dict(ready.query),
                headers=dict(ready.headers),
                **({} if ready.body is None else {"body": ready.body, "media_type": ready.media_type}),
            )
            if operation.definition.raw["x-permission"] != ANYONE:
                self._door.caller = None
                if case.call().status_code != 401:
                    self.tally.breach(name, "is carried out for somebody who has not signed in")
            self._door.caller = ready.caller or self.world.callers[MAKERS[name].role]
            self._judge(name, case, case.call())

    def generate(self, *, cases: int, phases: tuple[str, ...], others: int, strangers: int) -> None:
        """As each role: so many generated cases of its own operations, and ``others`` of those of other roles.

        Each operation is tried by as many ``strangers``.
        """
        for turn, role in enumerate(ROLES):
            away = {name: (ROLES.index(maker.role) - turn) % len(ROLES) for name, maker in MAKERS.items()}
            own = [name for name, distance in away.items() if not distance]
            self._run(self._schema(phases=phases, cases=cases).include(operation_id=own), role)
            foreign = [name for name, distance in away.items() if 0 < distance <= strangers]
            if foreign:
                self._run(self._schema(phases=("fuzzing",), cases=others).include(operation_id=foreign), role)

    def follow(self, *, cases: int) -> None:
        """As each role along the document's links, whatever becomes of the world: the last thing to do."""
        for role in ROLES:
            self._run(self._schema(phases=("stateful",), cases=cases), role)

    def _judge(self, name: str, case: Case, response: Response) -> None:
        self.tally.count(name, response.status_code)
        if response.status_code >= 300:
            self.tally.breach(name, f"must succeed: {response.status_code} {response.text[:400]}")
        elif case.method != "GET":
            self._targets.used_up(name)
        try:
            case.validate_response(response)
        except FailureGroup as failures:
            for one in failures.exceptions:
                self.tally.breach(name, _told(one))

    def _run(self, schema: BaseSchema, role: str) -> None:
        with self._led(role):
            for event in engine.from_schema(schema).execute():
                if isinstance(event, events.ScenarioFinished):
                    self._record(event)
                elif isinstance(event, (events.NonFatalError, events.FatalError)):
                    raise RuntimeError(f"{role}: {event}")

    @contextmanager
    def _led(self, role: str) -> Iterator[None]:
        """Have every generated request steered, and sent by the caller of the role."""
        caller = self.world.callers[role]

        def before_call(context: Any, case: Case, kwargs: dict[str, Any]) -> None:
            name = _name(case.operation)
            self._turns[name] += 1
            self._door.caller = caller
            # What was led here by a link knows where it goes.
            if case.meta is not None and case.meta.phase.name == TestPhase.STATEFUL:
                return
            ready = self._targets.of(name)
            if MAKERS[name].role == role and ready.caller is not None:
                self._door.caller = ready.caller
            if case.meta is None or case.meta.generation.mode.is_positive:
                steer(case, ready, self._turns[name])

        def after_call(context: Any, case: Case, response: Response) -> None:
            name = _name(case.operation)
            if response.status_code < 300 and case.method != "GET":
                self._targets.used_up(name)
                if name.startswith("session."):
                    caller.renew()

        for hook in (before_call, after_call):
            schemathesis.hook(hook)
        try:
            yield
        finally:
            for hook in (before_call, after_call):
                hooks.unregister(hook)

    def _record(self, event: events.ScenarioFinished) -> None:
        recorder = event.recorder
        for identifier, interaction in recorder.interactions.items():
            if interaction.response is not None:
                name = _name(recorder.cases[identifier].value.operation)
                self._record_answer(name, interaction.request, interaction.response)
        for identifier, checks in recorder.checks.items():
            name = _name(recorder.cases[identifier].value.operation)
            for check in checks:
                if check.failure_info is None or check.name == _COUNTED or (name, check.name) in _EXCUSED:
                    continue
                sample = check.failure_info.code_sample[:600]
                self.tally.breach(name, f"{_told(check.failure_info.failure)} after {sample}")

    def _record_answer(self, name: str, request: Any, response: Response) -> None:
        self.tally.count(name, response.status_code)
        if response.status_code >= 500:
            sent = f"{request.method} {request.uri} {request.body!r:.600}"
            self.tally.failed(name, f"{response.status_code} for {sent}")
        if response.status_code >= 400 and response.content:
            code = response.json()["code"]
            if code not in PROBLEMS:
                self.tally.breach(name, f"{code} is explained nowhere")

    def _schema(self, *, phases: tuple[str, ...], cases: int) -> BaseSchema:
        settings: dict[str, Any] = {
            "base-url": f"https://{HOST}",
            "workers": 1,
            "continue-on-failure": True,
            "generation": {
                "max-examples": cases,
                "deterministic": self._seed is None,
                "no-shrink": True,
                "database": "none",
                "with-security-parameters": False,
            },
            "phases": {phase: {"enabled": phase in phases, **_unaided(phase)} for phase in PHASES},
            "checks": {
                **{name: {"enabled": False} for name in _LEFT_OUT},
                "negative_data_rejection": {"expected-statuses": _REFUSED},
                "missing_required_header": {"expected-statuses": _REFUSED},
            },
        }
        if self._seed is not None:
            settings["seed"] = self._seed
        schema = schemathesis.openapi.from_dict(self.document, config=SchemathesisConfig.from_dict(settings))
        schema.app = self._door
        return schema


def _unaided(phase: str) -> dict[str, Any]:
    """What answers name would be drawn from later on, and the world itself be ended; steering aims elsewhere."""
    return {} if phase == "stateful" else {"extra-data-sources": {"responses": False}}


def _name(operation: APIOperation) -> str:
    return str(operation.definition.raw["operationId"])


def _told(failure: Any) -> str:
    return f"{failure.title}: {failure.message}"[:1200]


@schemathesis.serializer("application/x-ndjson")
def _as_lines(context: Any, value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    lines = value if isinstance(value, list) else [value]
    return "\n".join(json.dumps(line) for line in lines).encode()
