"""The catalogue: notice types with their schemas and elements, the rules in words, code lists. Open to all."""

from typing import Any

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import acting
from exchange.catalogue import selectors
from exchange.catalogue.codelists import CodeList
from exchange.catalogue.outline import Node
from exchange.catalogue.types import HANDLING, NoticeType
from hub.api.v1 import paging
from hub.api.v1.base import ANYONE, HubView
from hub.api.v1.operations import Link, operation
from hub.api.v1.shapes import BOOLEAN, Named, array, integer, nullable, obj, one_of, text

TYPE_ID = text(most=40, pattern="^[a-z_]+$")
LIST_NAME = text(most=30, pattern="^[a-z_]+$")
FACETS = {"type": "object", "additionalProperties": array(text(most=400))}
NOTICE_TYPE = Named(
    "NoticeType",
    obj(
        {
            "id": TYPE_ID,
            "version": integer(1),
            "title": text(),
            "description": text(most=2000),
            "handling": one_of(*HANDLING),
            "publishers": array(text(most=20)),
            "reply": BOOLEAN,
            "facets": FACETS,
        }
    ),
)
# Groups hold elements of the same shape again: as deep as the type is.
ELEMENT = Named(
    "Element",
    obj(
        {"path": text(most=400), "title": text(), "required": BOOLEAN, "repeats": BOOLEAN},
        kind=one_of("string", "integer", "boolean"),
        wco=nullable(text(most=10)),
        codelist=nullable(text(most=30)),
        country=nullable(one_of("code", "prefix")),
        truncate=nullable(integer(1)),
        elements=array({"type": "object"}),
    ),
)
RULE = obj({"code": text(), "message": text(most=500), "warns": BOOLEAN})
CODE_LIST = Named(
    "CodeList",
    obj(
        {
            "name": LIST_NAME,
            "title": text(),
            "source": text(),
            "edition": text(least=0),
            "complete": BOOLEAN,
            "codes": integer(),
        }
    ),
)
CODE = obj({"code": text(most=20), "label": text(most=2000, least=0), "functions": text(most=8, least=0)})


class Types(HubView):
    permissions = {"GET": ANYONE}

    @operation(
        "catalogue.list_types",
        "List the notice types",
        {200: obj({"types": array(NOTICE_TYPE)})},
        links=(Link("catalogue.read_type", {"type": "/types/0/id"}),),
    )
    def get(self, request: Request) -> Response:
        """``facets`` are the elements that the conditions of agreements look at, by name."""
        return Response({"types": [_type(one) for one in selectors.every_type()]})


class Schema(HubView):
    permissions = {"GET": ANYONE}

    @operation(
        "catalogue.read_schema",
        "Read the JSON Schema of one version of a notice type",
        {200: {"type": "object", "description": "JSON Schema 2020-12, standing alone."}},
        path={"type": TYPE_ID, "version": integer(1)},
        refusals=(404,),
    )
    def get(self, request: Request, type: str, version: int) -> Response:  # noqa: A002
        """What a notice of this type may hold; its ``x-`` keywords are explained in the documentation."""
        return Response(selectors.one_type(type, version=version).schema)


class Type(HubView):
    permissions = {"GET": ANYONE}

    @operation(
        "catalogue.read_type",
        "Read a notice type with its elements",
        {200: obj({"type": NOTICE_TYPE, "elements": array(ELEMENT)})},
        path={"type": TYPE_ID},
        refusals=(404,),
    )
    def get(self, request: Request, type: str) -> Response:  # noqa: A002
        """``elements`` is the tree that a scope chooses from; a group's path covers all that is below it."""
        outline = [_element(node) for node in selectors.outline(type)]
        return Response({"type": _type(selectors.one_type(type)), "elements": outline})


class Rules(HubView):
    permissions = {"GET": ANYONE}

    @operation("catalogue.list_rules", "List the rules of meaning", {200: obj({"rules": array(RULE)})})
    def get(self, request: Request) -> Response:
        """Every code that a finding may carry beside those of the shape, with its message."""
        found = [{"code": r.code, "message": r.message, "warns": r.warns} for r in selectors.every_rule()]
        return Response({"rules": found})


class CodeLists(HubView):
    permissions = {"GET": ANYONE}

    @operation(
        "catalogue.list_codelists",
        "List the code lists",
        {200: obj({"codelists": array(CODE_LIST)})},
        links=(Link("catalogue.list_codes", {"name": "/codelists/0/name"}),),
    )
    def get(self, request: Request) -> Response:
        """``complete``: a code outside the list does not exist. Others are seeds of the codes in common use."""
        with acting.as_nobody():
            held = selectors.every_list()
        return Response({"codelists": [_list(one) for one in held]})


class Codes(HubView):
    permissions = {"GET": ANYONE}

    @operation(
        "catalogue.list_codes",
        "Search a code list",
        {200: paging.page_schema(CODE)},
        path={"name": LIST_NAME},
        query={
            **paging.QUERY,
            "q": text(most=60, description="Beginning of the code, or part of the label."),
        },
        refusals=(404,),
    )
    def get(self, request: Request, name: str) -> Response:
        """In the order of the codes. ``functions`` of a place: 1 port, 2 rail, 3 road, 4 airport, 5 mail."""
        query = self.query()
        place = paging.position(query, str)
        after = "" if place.after is None else place.after[0]
        with acting.as_nobody():
            found = selectors.codes(name, containing=query.get("q", ""), after=after, limit=place.limit + 1)
        return paging.page(
            request,
            found,
            place,
            key=lambda code: (code.code,),
            show=lambda code: {"code": code.code, "label": code.label, "functions": code.functions},
        )


def _type(one: NoticeType) -> dict[str, Any]:
    return {
        "id": one.id,
        "version": one.version,
        "title": one.title,
        "description": one.description,
        "handling": one.handling,
        "publishers": sorted(one.publishers),
        "reply": one.is_reply,
        "facets": {name: list(patterns) for name, patterns in one.facets.items()},
    }


def _element(node: Node) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "path": node.path,
        "title": node.title,
        "required": node.required,
        "repeats": node.repeats,
    }
    if node.leaf is None:
        return shown | {"elements": [_element(member) for member in node.below]}
    leaf = node.leaf
    return shown | {
        "kind": leaf.kind,
        "wco": leaf.wco,
        "codelist": leaf.codelist,
        "country": leaf.country,
        "truncate": leaf.truncate,
    }


def _list(one: CodeList) -> dict[str, Any]:
    return {
        "name": one.name,
        "title": one.title,
        "source": one.source,
        "edition": one.edition,
        "complete": one.complete,
        "codes": len(one.codes),
    }


urlpatterns = [
    path("catalogue/types", Types.as_view()),
    path("catalogue/types/<str:type>", Type.as_view()),
    path("catalogue/types/<str:type>/v<int:version>", Schema.as_view()),
    path("catalogue/rules", Rules.as_view()),
    path("catalogue/codelists", CodeLists.as_view()),
    path("catalogue/codelists/<str:name>", Codes.as_view()),
]
