"""Driving a running hub from outside, over its HTTP API alone: machines by token, people by session.

Whatever a call says is either an ``Answer`` or no answer at all: then nobody knows whether it was done.
"""

import http.client
import json
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

API = "/api/v1/"
LINES = "application/x-ndjson"
# The hub closes a connection that is idle for longer than 30 s, perhaps while the next request is sent.
_IDLE = 10.0


class NoAnswer(Exception):
    """The connection broke, or the hub said that it could not tell: done or not done."""


class Unexpected(Exception):
    """An answer of another status than the caller counted on."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer."""

    status: int
    body: Any
    headers: dict[str, str]


class Hub:
    """One running hub, by its port on this machine."""

    def __init__(self, port: int, *, timeout: float = 30.0) -> None:
        self.port = port
        self.timeout = timeout
        self.in_flight = 0
        self._lock = threading.Lock()
        self._kept = threading.local()

    def request(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        """One request over this thread's kept connection (once closed, the next request opens it again)."""
        with self._lock:
            self.in_flight += 1
        try:
            connection = self._connection()
            connection.request(method, path, body=body, headers=headers)
            response = connection.getresponse()
            raw = response.read()
        except (OSError, http.client.HTTPException) as failure:
            self._kept.connection.close()
            raise NoAnswer(f"{method} {path}: {type(failure).__name__}") from failure
        finally:
            with self._lock:
                self.in_flight -= 1
        fields: dict[str, str] = {}
        for name, value in response.getheaders():
            known = fields.get(name.lower())
            fields[name.lower()] = value if known is None else f"{known}\n{value}"
        kind = fields.get("content-type", "")
        return Answer(response.status, json.loads(raw) if "json" in kind and raw else None, fields)

    def _connection(self) -> http.client.HTTPConnection:
        now = time.monotonic()
        if not hasattr(self._kept, "connection"):
            self._kept.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        elif now - self._kept.used > _IDLE:
            self._kept.connection.close()
        self._kept.used = now
        found: http.client.HTTPConnection = self._kept.connection
        return found


class Caller:
    """Somebody who calls the API; subclasses say who it is."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub

    def get(self, path: str, **query: Any) -> Any:
        """What a read answers."""
        return self.expect("GET", path + (f"?{urlencode(query)}" if query else ""), (200,)).body

    def post(self, path: str, body: Any = None) -> Any:
        return self.expect("POST", path, (200, 201, 202, 204), body).body

    def expect(
        self, method: str, path: str, statuses: Iterable[int], body: Any = None, **headers: str
    ) -> Answer:
        """The answer, which has one of these statuses."""
        answer = self.call(method, path, body, **headers)
        if answer.status not in statuses:
            raise Unexpected(f"{method} {path}: {answer.status} {json.dumps(answer.body)[:2000]}")
        return answer

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Whatever the hub answers; a body of bytes goes as it is, any other as JSON."""
        fields = {"Accept": "application/json", **self._credentials(), **headers}
        raw = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        if raw is not None:
            fields.setdefault("Content-Type", "application/json")
        elif method != "GET":
            fields["Content-Length"] = "0"
        answer = self.hub.request(method, API + path, raw, fields)
        self._learn(answer)
        return answer

    def pages(self, path: str, **query: Any) -> list[Any]:
        """Every item of a paged list."""
        page = self.get(path, **query)
        items = list(page["items"])
        while page["next"]:
            page = self.get(page["next"].removeprefix(API))
            items += page["items"]
        return items

    def _credentials(self) -> dict[str, str]:
        raise NotImplementedError

    def _learn(self, answer: Answer) -> None:
        """Keep what the next request needs."""


class Machine(Caller):
    """An API client. Its token is fetched when needed, and kept."""

    def __init__(self, hub: Hub, client_id: str, client_secret: str) -> None:
        super().__init__(hub)
        self._form = {
            "grant_type": "client_credentials",
            "client_id": client_id,
            "client_secret": client_secret,
        }
        self._token = ""

    def _credentials(self) -> dict[str, str]:
        if not self._token:
            form = urlencode(self._form).encode()
            fields = {"Content-Type": "application/x-www-form-urlencoded"}
            answer = self.hub.request("POST", "/oauth/token", form, fields)
            if answer.status != http.client.OK:
                raise NoAnswer(f"no token: {answer.status} {answer.body}")
            self._token = answer.body["access_token"]
        return {"Authorization": f"Bearer {self._token}"}

    def _learn(self, answer: Answer) -> None:
        if answer.status == http.client.UNAUTHORIZED:
            self._token = ""


class Person(Caller):
    """Somebody signed in, with session and CSRF token as a browser would keep them."""

    def __init__(self, hub: Hub, email: str, password: str) -> None:
        super().__init__(hub)
        self._cookies: dict[str, str] = {}
        self.get("session")
        self.post("session", {"email": email, "password": password})

    def _credentials(self) -> dict[str, str]:
        if not self._cookies:
            return {}
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        origin = f"http://127.0.0.1:{self.hub.port}/"
        return {"Cookie": cookies, "X-CSRFToken": self._cookies.get("csrftoken", ""), "Referer": origin}

    def _learn(self, answer: Answer) -> None:
        for line in filter(None, answer.headers.get("set-cookie", "").split("\n")):
            name, _, value = line.partition(";")[0].partition("=")
            self._cookies[name] = value


@dataclass(slots=True)
class Organisation:
    """A member as its people and machines drive it."""

    id: str
    name: str
    kind: str
    administrator: Person
    machines: list[Machine] = field(default_factory=list)

    def machine(self, *scopes: str) -> Machine:
        """A new API client, made by the administrator."""
        made = self.administrator.post("clients", {"name": f"Machine of {self.name}", "scopes": scopes})
        self.machines.append(Machine(self.administrator.hub, made["client_id"], made["client_secret"]))
        return self.machines[-1]


class Operator:
    """Who admits members: the client that ``manage.py bootstrap`` made."""

    def __init__(self, hub: Hub, bootstrapped: dict[str, Any]) -> None:
        self.hub = hub
        client = bootstrapped["client"]
        self.machine = Machine(hub, client["client_id"], client["client_secret"])

    def admit(self, name: str, *, kind: str, country: str, region: str) -> Organisation:
        """A member with its first administrator, signed in."""
        made = self.machine.post(
            "organisations", {"name": name, "kind": kind, "country": country, "region": region}
        )
        email = f"administrator-{made['id']}@hub.example"
        person = self.machine.post(
            "people",
            {
                "email": email,
                "name": f"Administrator of {name}",
                "roles": ["administrator"],
                "sign_in": "password",
                "organisation": made["id"],
            },
        )
        return Organisation(made["id"], name, kind, Person(self.hub, email, person["initial_password"]))


def grant(holder: Organisation, *, by: Organisation, number: str) -> None:
    """Accredit a trader."""
    standing = {"holder": holder.id, "kind": "accredited", "programme": "AEOF", "number": number}
    by.administrator.post("standing", standing)


def propose(
    providers: list[Organisation], recipients: list[Organisation], terms: dict[str, Any]
) -> tuple[int, str]:
    """An agreement drafted and proposed by its first provider; its number, and the address of its version."""
    named = [("gives", one) for one in providers] + [("receives", one) for one in recipients]
    law = {"law": "Union Customs Code", "article": "Article 127", "role": "controller"}
    body = {
        "providers": {"organisations": [one.id for one in providers]},
        "recipients": {"organisations": [one.id for one in recipients]},
        "retention": {"days": 365, "from": "receipt"},
        "legal_basis": [{"party": one.id, "direction": direction, **law} for direction, one in named],
        **terms,
    }
    by = providers[0].administrator
    version = by.post("agreements", body)
    address = f"agreements/{version['agreement']['id']}/versions/{version['id']}"
    by.post(f"{address}/propose")
    return version["agreement"]["number"], address


def sign(address: str, *signatories: Organisation) -> None:
    """Each signs in person."""
    for one in signatories:
        one.administrator.post(f"{address}/sign")


def bring_into_force(
    providers: list[Organisation], recipients: list[Organisation], terms: dict[str, Any]
) -> int:
    """An agreement that everybody named has signed; its number."""
    number, address = propose(providers, recipients, terms)
    sign(address, *providers, *recipients)
    return number
