"""The OpenAPI 3.1 document, built from the operations that the views declare: it can say nothing else."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import orjson
import yaml
from django.urls import URLPattern

from accounts.access import permissions
from hub.api.problems import MOST_FAULTS
from hub.api.rendering import encode
from hub.api.v1 import urls
from hub.api.v1.base import ANYONE, METHODS, SIGNED_IN, HubView
from hub.api.v1.operations import Link, Operation
from hub.api.v1.parsing import LINES
from hub.api.v1.shapes import UUID_TEXT, Named, array, obj, text

BASE = "/api/v1/"
_PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
_CONVERTERS: dict[str, dict[str, Any]] = {
    "uuid": UUID_TEXT,
    "int": {"type": "integer", "minimum": 0},
    "str": {"type": "string"},
    "slug": {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"},
    "path": {"type": "string"},
}
# Refusals that the door itself gives, whatever the operation.
_ALWAYS = (400, 401, 403, 404, 405, 406, 422, 429, 500, 503)
_ALWAYS_WITH_BODY = (411, 413, 415)
_REFUSALS = {
    400: "Cannot be read", 401: "Sign in first", 403: "Not allowed", 404: "Not found",
    405: "Method not allowed", 406: "Not acceptable", 409: "Conflict", 410: "Gone", 411: "Length required",
    412: "Changed meanwhile", 413: "Too large", 415: "Unsupported media type", 422: "Has faults",
    428: "If-Match required", 429: "Too many requests", 500: "The hub failed", 503: "Not available now",
}  # fmt: skip

PROBLEM = Named(
    "Problem",
    {
        **obj(
            {
                "type": text(most=300, description="Where this kind of refusal is explained."),
                "title": text(),
                "status": {"type": "integer"},
                "detail": {"type": "string", "description": "What to do about it."},
                "instance": {"type": "string"},
                "code": text(description="Stable: decide on this."),
                "errors": array(
                    obj(
                        {"code": text(), "detail": {"type": "string"}},
                        pointer={"type": "string", "description": "JSON Pointer into what was sent."},
                        place={"type": "string", "description": "The place in words, where no pointer fits."},
                    ),
                    most=MOST_FAULTS,
                ),
                "request_id": {"type": "string", "description": "Name it when you ask the operator."},
            }
        ),
        "additionalProperties": True,
    },
)


def document() -> dict[str, Any]:
    """The whole document."""
    components: dict[str, Any] = {}
    _refer(PROBLEM, components)
    paths: dict[str, dict[str, Any]] = {}
    for route, view in views():
        path = BASE + _PARAMETER.sub(r"{\2}", route)
        paths[path] = {
            method: _operation(
                getattr(view, method).operation, view.permissions[method.upper()], route, components
            )
            for method in METHODS
            if hasattr(view, method)
        }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Customs information exchange hub",
            "version": "1",
            "description": "Publishing, agreements, delivery, answers: whatever the portal does, this does.",
        },
        "servers": [{"url": "/"}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": dict(sorted(components.items())),
            "responses": _refusals(),
            "securitySchemes": {
                "client": {
                    "type": "oauth2",
                    "description": "An API client of one organisation.",
                    "flows": {
                        "clientCredentials": {
                            "tokenUrl": "/oauth/token",
                            "scopes": {scope: meaning for scope, (meaning, _) in permissions.SCOPES.items()},
                        }
                    },
                },
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "sessionid",
                    "description": "A signed-in person; unsafe methods also send X-CSRFToken.",
                },
            },
        },
    }


def as_yaml() -> str:
    """The document as it is kept in the repository: plain values only, in the order in which it is built."""
    plain = orjson.loads(encode(document()))
    return yaml.safe_dump(plain, sort_keys=False, allow_unicode=True, width=110)


def views() -> Iterator[tuple[str, type[HubView]]]:
    """Every address of version 1 with its view."""
    for pattern in urls.urlpatterns:
        view = getattr(pattern.callback, "view_class", None) if isinstance(pattern, URLPattern) else None
        if view is not None and issubclass(view, HubView):
            yield str(pattern.pattern), view


def _operation(
    declared: Operation, permission: str, route: str, components: dict[str, Any]
) -> dict[str, Any]:
    written: dict[str, Any] = {
        "operationId": declared.id,
        "summary": declared.summary,
        "tags": [declared.id.split(".")[0]],
        "security": _security(permission),
        "x-permission": permission,
        "parameters": [
            *_path_parameters(declared, route),
            *_query_parameters(declared, components),
            *_header_parameters(declared),
        ],
        "responses": _responses(declared, components),
    }
    if declared.description:
        written["description"] = declared.description
    if declared.body is not None:
        content: dict[str, Any] = {"schema": _refer(declared.body, components)}
        if declared.example is not None:
            content["example"] = declared.example
        bodies = dict.fromkeys(declared.body_types, content)
        if declared.lines is not None:
            bodies[LINES] = {"schema": _refer(declared.lines, components), "example": declared.example[0]}
        written["requestBody"] = {"required": declared.body_required, "content": bodies}
    return written


def _security(permission: str) -> list[dict[str, list[str]]]:
    if permission == ANYONE:
        return []
    if permission == SIGNED_IN:
        return [{"client": []}, {"session": []}]
    scopes = permissions.scopes_with(permission)
    return [*({"client": [scope]} for scope in scopes), {"session": []}]


def _path_parameters(declared: Operation, route: str) -> Iterator[dict[str, Any]]:
    for converter, name in _PARAMETER.findall(route):
        schema = declared.path.get(name, _CONVERTERS[converter or "str"])
        yield {"name": name, "in": "path", "required": True, "schema": schema}


def _query_parameters(declared: Operation, components: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for name, schema in declared.query.items():
        described = {key: value for key, value in schema.items() if key != "description"}
        parameter = {"name": name, "in": "query", "required": False, "schema": _refer(described, components)}
        if "description" in schema:
            parameter["description"] = schema["description"]
        if schema.get("type") == "array":
            parameter |= {"style": "form", "explode": False}
        yield parameter


def _header_parameters(declared: Operation) -> Iterator[dict[str, Any]]:
    for name, schema in declared.headers.items():
        yield {"name": name, "in": "header", "required": True, "schema": schema}


def _responses(declared: Operation, components: dict[str, Any]) -> dict[str, Any]:
    written: dict[str, Any] = {}
    for status, schema in sorted(declared.answers.items()):
        answer: dict[str, Any] = {"description": declared.summary}
        if schema is not None:
            content = {"schema": _refer(schema, components)}
            answer["content"] = dict.fromkeys(declared.answer_types, content)
        if declared.links:
            answer["links"] = {link.operation: _link(link) for link in declared.links}
        written[str(status)] = answer
    refusals = {*_ALWAYS, *declared.refusals, *(_ALWAYS_WITH_BODY if declared.body is not None else ())}
    for status in sorted(refusals):
        written[str(status)] = {"$ref": f"#/components/responses/{_refusal_name(status)}"}
    return written


def _refusals() -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{PROBLEM.name}"}
    return {
        _refusal_name(status): {
            "description": meaning,
            "content": {"application/problem+json": {"schema": schema}},
        }
        for status, meaning in _REFUSALS.items()
    }


def _refusal_name(status: int) -> str:
    return f"Refused{status}"


def _link(link: Link) -> dict[str, Any]:
    # A pointer stands for a place in the answer.
    where = {
        name: f"$response.body#{expression}" if expression.startswith("/") else expression
        for name, expression in link.parameters.items()
    }
    return {"operationId": link.operation, "parameters": where}


def _refer(schema: Any, components: dict[str, Any]) -> Any:
    """The schema with every named part replaced by a reference to its one place in the components."""
    if isinstance(schema, Named):
        if schema.name not in components:
            components[schema.name] = {}
            components[schema.name] = {key: _refer(value, components) for key, value in schema.items()}
        return {"$ref": f"#/components/schemas/{schema.name}"}
    if isinstance(schema, Mapping):
        return {key: _refer(value, components) for key, value in schema.items()}
    if isinstance(schema, (list, tuple)):
        return [_refer(value, components) for value in schema]
    return schema
