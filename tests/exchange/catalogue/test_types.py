"""Every schema keeps the conventions, and what nobody classified is seen by nobody."""

import copy
from typing import Any

import jsonschema_rs
import orjson
import pytest

from accounts.errors import NotFound
from exchange.catalogue import bundle, codelists, pointers, rules, types
from exchange.catalogue.outline import Node, outline
from exchange.catalogue.types import NoticeType, compiled

IDS = {
    "advance_cargo", "ecommerce_parcel", "transport_event", "information_request", "screening_request",
    "do_not_load", "hold", "release", "assessment_complete", "answer", "risk_alert", "advisory",
    "counterfeit_alert", "regulatory_change",
}  # fmt: skip
REPLIES = {
    "information_request",
    "screening_request",
    "do_not_load",
    "hold",
    "release",
    "assessment_complete",
}
KINDS = {"trader", "authority", "rights_holder", "association", "operator"}
EVERY = pytest.mark.parametrize("notice_type", types.every(), ids=lambda one: one.id)


def _schema(type_id: str) -> dict[str, Any]:
    return copy.deepcopy(dict(types.get(type_id).schema))


def _paths(nodes: tuple[Node, ...]) -> set[str]:
    return {node.path for node in nodes} | {path for node in nodes for path in _paths(node.below)}


def test_every_type_of_the_programme_is_there() -> None:
    assert {one.id for one in types.every()} == IDS
    assert {one.id for one in types.every() if one.is_reply} == REPLIES


def test_handling_class_says_who_may_ever_receive() -> None:
    receivers = {one.id: {kind for kind in KINDS if one.admits(kind)} for one in types.every()}
    assert receivers["risk_alert"] == {"authority"}
    assert receivers["counterfeit_alert"] == {"authority", "rights_holder"}
    assert receivers["advance_cargo"] == {"authority", "rights_holder", "trader"}
    assert receivers["regulatory_change"] == receivers["advisory"] == KINDS


@EVERY
def test_a_schema_is_valid_and_stands_alone(notice_type: NoticeType) -> None:
    assert jsonschema_rs.meta.is_valid(notice_type.schema)
    assert b"common/" not in orjson.dumps(notice_type.schema)
    assert notice_type.publishers <= KINDS


@EVERY
def test_every_leaf_is_classified_titled_and_bounded(notice_type: NoticeType) -> None:
    assert not notice_type.unclassified
    known_lists = {*codelists.packaged(), "container_sizes", "dangerous_goods"}
    for pattern, keywords in bundle.leaves(notice_type.schema):
        leaf = notice_type.leaves[pattern]
        assert 1 <= len(leaf.title.split()) <= 7, pattern
        assert leaf.codelist is None or leaf.codelist in known_lists, pattern
        assert "x-wco" in keywords, pattern
        bounded = {"maxLength", "pattern", "enum", "format", "maximum"} & keywords.keys()
        assert bounded or leaf.kind == "boolean", pattern


@EVERY
def test_every_list_has_an_upper_bound(notice_type: NoticeType) -> None:
    def lists(node: Any) -> list[dict[str, Any]]:
        members = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        here = [node] if isinstance(node, dict) and node.get("type") == "array" else []
        return here + [found for member in members for found in lists(member)]

    for node in lists(notice_type.schema):
        assert {"minItems", "maxItems"} <= node.keys(), node.get("title")


@EVERY
def test_facets_and_search_keys_point_at_elements(notice_type: NoticeType) -> None:
    for name, patterns in notice_type.facets.items():
        for pattern in patterns:
            assert notice_type.covers(pattern), f"{name}: {pattern}"
    assert set(notice_type.keys) <= set(notice_type.leaves)
    assert set(notice_type.keys.values()) <= {
        "ucr",
        "transport_document",
        "container",
        "mrn",
        "parcel",
        "awb",
    }
    places = {leaf.pattern for leaf in notice_type.leaves.values() if leaf.codelist == "unlocode"}
    assert set(notice_type.facets.get("place", ())) == places
    # The office of a condition is that of first entry, as the signed words say: never the office that wrote.
    assert set(notice_type.facets.get("office", ())) <= {"/entry_office/code"}


@EVERY
def test_country_and_code_fields_say_what_they_are(notice_type: NoticeType) -> None:
    for leaf in notice_type.leaves.values():
        name = leaf.pattern.removesuffix("/*").rpartition("/")[2]
        if name.endswith(("country", "countries")):
            assert (leaf.codelist, leaf.country) == ("countries", "code"), leaf.pattern
        if name in ("unlocode", "identifier") and leaf.codelist == "unlocode":
            assert leaf.country == "prefix", leaf.pattern


@EVERY
def test_the_outline_shows_every_element_once(notice_type: NoticeType) -> None:
    paths = _paths(outline(notice_type))
    assert set(notice_type.leaves) <= paths
    assert all(notice_type.covers(path) for path in paths)


def test_shared_scalars_never_say_who_may_see_them() -> None:
    common = orjson.loads((bundle.FOLDER / bundle.COMMON).read_bytes())["$defs"]
    assert [name for name, node in common.items() if node["type"] != "object" and "x-class" in node] == []


def test_an_element_that_nobody_classified_is_visible_to_nobody_and_cannot_be_scoped() -> None:
    schema = _schema("advisory")
    schema["properties"]["source"] = {"type": "string", "maxLength": 70, "title": "Source of the alert"}
    advisory = compiled(schema)
    document = {"headline": "Look closer", "source": "an informant"}
    assert advisory.unclassified == {"/source"}
    assert "/source" not in advisory.leaves
    assert not advisory.covers("/source")
    assert [element.pointer for element in advisory.elements(document)] == ["/headline"]
    assert "/source" not in _paths(outline(advisory))


def test_an_unclassified_group_is_hidden_whole() -> None:
    schema = _schema("advisory")
    schema["properties"]["origin"] = {
        "type": "object",
        "title": "Origin",
        "additionalProperties": False,
        "properties": {"desk": {"type": "string", "maxLength": 9, "title": "Desk"}},
    }
    advisory = compiled(schema)
    assert list(advisory.elements({"origin": {"desk": "7"}})) == []
    assert not advisory.covers("/origin")
    assert "/origin" not in _paths(outline(advisory))


def test_a_do_not_load_has_no_field_for_a_reason() -> None:
    """Beside the envelope of every reply there are only times, and no text in which a reason could stand."""
    own = {
        p
        for p in types.get("do_not_load").leaves
        if not p.startswith(("/authority/", "/subjects/", "/cites/"))
    }
    assert own == {"/addressee", "/informed/*", "/effective_at", "/acknowledge_by"}


def test_an_advisory_has_neither_source_nor_parties() -> None:
    advisory = types.get("advisory")
    assert "party" not in advisory.facets
    assert not any(
        word in pattern for pattern in advisory.leaves for word in ("reliability", "parties", "source")
    )


@pytest.mark.parametrize(
    "breach",
    [
        {"type": "object", "title": "Open", "properties": {}},
        {"type": "number", "title": "Decimal"},
        {"type": ["string", "null"], "title": "Perhaps"},
        {"$ref": "common/v1.json#/$defs/absent"},
        {"type": "string", "x-class": "element"},
    ],
)
def test_a_schema_that_breaks_the_conventions_is_not_loaded(breach: dict[str, Any]) -> None:
    schema = _schema("advisory")
    schema["properties"]["extra"] = breach
    with pytest.raises(bundle.BadSchema):
        compiled(bundle.bundle(schema, {}))


def test_names_that_a_pointer_would_have_to_escape_are_not_loaded() -> None:
    schema = _schema("advisory")
    schema["properties"]["a/b"] = {"type": "string", "title": "Slash", "maxLength": 3}
    with pytest.raises(bundle.BadSchema):
        compiled(schema)


def test_elements_are_found_with_their_place_and_leaf() -> None:
    cargo = types.get("advance_cargo")
    document = {
        "routing_countries": ["SG", "EG"],
        "items": [{"sequence": 1, "hs_code": "630221"}],
        "unknown": 1,
    }
    found = {element.pointer: (element.value, element.leaf.pattern) for element in cargo.elements(document)}
    assert found == {
        "/routing_countries/0": ("SG", "/routing_countries/*"),
        "/routing_countries/1": ("EG", "/routing_countries/*"),
        "/items/0/sequence": (1, "/items/*/sequence"),
        "/items/0/hs_code": ("630221", "/items/*/hs_code"),
    }


def test_the_place_of_a_shared_object_says_its_wco_id() -> None:
    leaves = types.get("ecommerce_parcel").leaves
    assert (leaves["/consignor/name"].wco, leaves["/consignee/name"].wco) == ("R020", "R014")
    assert leaves["/items/*/value/amount"].wco == "112"


def test_an_unknown_type_or_version_is_not_found() -> None:
    for arguments in (("no_such_type",), ("hold", 99)):
        with pytest.raises(NotFound):
            types.get(*arguments)  # type: ignore[arg-type]


def test_patterns_meet_what_is_there_and_nothing_else() -> None:
    document = {"items": [{"a": 1}, {"b": 2}, {"a": 3}], "x": {"y~/": 4}}
    assert list(pointers.values(document, "/items/*/a")) == [("/items/0/a", 1), ("/items/2/a", 3)]
    assert list(pointers.values(document, "/x/y~0~1")) == [("/x/y~0~1", 4)]
    assert list(pointers.values(document, "/items/a")) == []
    assert list(pointers.values(document, "/x/*")) == []


def test_every_annotation_is_one_that_something_acts_on() -> None:
    acted_on = {(rule.annotation, rule.name) for rule in rules.VALUE_RULES}
    for one in types.every():
        for leaf in one.leaves.values():
            assert leaf.check is None or ("check", leaf.check) in acted_on, leaf.pattern
