"""What is shown: the longest path decides within an agreement, the union between agreements, masks, items."""

import hashlib
import hmac
from typing import Any

import pytest

from exchange.routing import scope, types
from exchange.routing.facts import AgreementVersion, History, Leaf, Terms, type_facts
from exchange.routing.projection import Element, plain_values, project
from exchange.routing.terms import compile_conditions
from tests.exchange.routing.worlds import CONTENT, REVENUE, World

ADVANCE_CARGO = types.every()["advance_cargo"]


def version(
    number: int, *clauses: tuple[str, str], conditions: Any = (), matching: bool = False
) -> AgreementVersion:
    header, by_item = compile_conditions(conditions)
    terms = Terms(
        id=(number, 1), number=number, version=1, purpose="revenue", types=frozenset({"advance_cargo"}),
        provider_organisations=frozenset(), provider_groups=(), recipient_organisations=frozenset(),
        recipient_groups=(), scope=scope.compile_scope(clauses), header_conditions=header,
        item_conditions=by_item, matching_items=matching, mask_key=f"agreement-{number}".encode(),
    )  # fmt: skip
    return AgreementVersion(terms.id, terms, History(), force=None)


def shown(*versions: AgreementVersion, content: Any = CONTENT) -> dict[str, tuple[str, Any]]:
    return {one.path: (one.form, one.value) for one in project(content, ADVANCE_CARGO, versions)}


def grounds(*versions: AgreementVersion) -> dict[str, list[tuple[int, str]]]:
    return {
        one.path: [(by.agreement, by.clause) for by in one.grounds]
        for one in project(CONTENT, ADVANCE_CARGO, versions)
    }


# Within one agreement


def test_a_path_covers_its_subtree_by_whole_segments() -> None:
    assert shown(version(1, ("/loading_place", "plain"))) == {
        "/loading_place/name": ("plain", "Shanghai"),
        "/loading_place/unlocode": ("plain", "CNSHA"),
    }
    assert shown(version(1, ("/loading_pla", "plain"))) == {}


def test_the_empty_path_covers_everything_that_is_classified() -> None:
    content = CONTENT | {"unheard_of": "secret", "items": [{"sequence": 1, "unheard_of": "secret"}]}
    paths = shown(version(1, ("", "plain")), content=content)
    assert "/lrn" in paths
    assert "/items/0/sequence" in paths
    assert not any("unheard_of" in path for path in paths)


def test_what_no_path_covers_is_hidden_and_hidden_is_absent() -> None:
    assert shown(version(1, ("/ucr", "plain"))) == {"/ucr": ("plain", "UCR-12345")}


def test_the_longest_path_decides_and_not_the_longest_text() -> None:
    one = version(1, ("/items/*", "hidden"), ("/items/*/hs_code", "plain"), ("/consignor", "plain"),
                  ("/consignor/name", "hidden"))  # fmt: skip
    assert shown(one) == {
        "/consignor/identifier": ("plain", "CN123456"),
        "/items/0/hs_code": ("plain", "847130"),
        "/items/1/hs_code": ("plain", "300490"),
    }


def test_of_equal_paths_the_most_restrictive_decides() -> None:
    for first, second, form in (
        ("plain", "hidden", None),
        ("hidden", "plain", None),
        ("truncated", "plain", "truncated"),
        ("truncated", "hashed", "hashed"),
        ("country_only", "truncated", "country_only"),
    ):
        found = shown(version(1, ("/consignor/identifier", first), ("/consignor/identifier", second)))
        assert found.get("/consignor/identifier", (None,))[0] == form


def test_a_star_stands_for_positions_only() -> None:
    assert shown(version(1, ("/*/name", "plain"))) == {}
    assert shown(version(1, ("/items/*/*", "plain"))) == {}


# Masks


@pytest.mark.parametrize(
    ("leaf", "value", "kept"),
    [
        (Leaf(), "abcdefgh", "abc"),
        (Leaf(), "abcd", "ab"),
        (Leaf(), "abc", "a"),
        (Leaf(), "a", None),
        (Leaf(truncate=4), "abcdefgh", "abcd"),
        (Leaf(truncate=4), "ab", "ab"),
        (Leaf(truncate=0), "abcd", None),
        (Leaf(text=False), 12345, None),
        (Leaf(), 12345, None),
        (Leaf(), True, None),
        (Leaf(), None, None),
    ],
)
def test_truncated_keeps_the_leading_characters_of_a_text(leaf: Leaf, value: Any, kept: str | None) -> None:
    assert _masked("truncated", leaf, value) == kept


@pytest.mark.parametrize(
    ("leaf", "value", "kept"),
    [
        (Leaf(country="code"), "FR", "FR"),
        (Leaf(country="prefix"), "FRLEH", "FR"),
        (Leaf(country="prefix"), "12345", None),
        (Leaf(country="prefix"), "F", None),
        (Leaf(country="code"), "", None),
        (Leaf(country="code"), 12, None),
        (Leaf(), "FRLEH", None),
    ],
)
def test_country_only_shows_the_country_or_nothing(leaf: Leaf, value: Any, kept: str | None) -> None:
    assert _masked("country_only", leaf, value) == kept


@pytest.mark.parametrize(
    ("value", "canonical"), [("Zoë \n", '"Zoë \\n"'), (12, "12"), (True, "true"), (None, "null")]
)
def test_hashed_is_keyed_by_the_agreement_over_the_canonical_value(value: Any, canonical: str) -> None:
    digest = hmac.new(b"agreement-1", canonical.encode(), hashlib.sha256).hexdigest()
    assert _masked("hashed", Leaf(), value) == f"hmac-sha256:{digest}"


def _masked(form: str, leaf: Leaf, value: Any) -> Any:
    kind = type_facts("odd", ["authority"], {"/x": leaf}, {})
    found = project({"x": value}, kind, [version(1, ("/x", form))])
    assert all(one.form == form for one in found)
    return found[0].value if found else None


def test_a_fraction_an_object_or_a_list_is_no_element() -> None:
    kind = type_facts("odd", ["authority"], {"/x": Leaf()}, {})
    for odd in (1.5, {}, [], {"y": 1}, [1]):
        assert project({"x": odd}, kind, [version(1, ("", "plain"))]) == []


def test_names_are_escaped_in_the_paths_of_elements() -> None:
    kind = type_facts("odd", ["authority"], {"/a~1b/c~0d": Leaf()}, {})
    (element,) = project({"a/b": {"c~d": "x"}}, kind, [version(1, ("/a~1b", "plain"))])
    assert element.path == "/a~1b/c~0d"


# Between agreements


@pytest.mark.parametrize(
    ("forms", "winner"),
    [
        (("plain", "truncated", "country_only", "hashed", "hidden"), "plain"),
        (("truncated", "country_only", "hashed", "hidden"), "truncated"),
        (("country_only", "hashed", "hidden"), "country_only"),
        (("hashed", "hidden"), "hashed"),
        (("hidden",), None),
    ],
)
def test_the_union_shows_the_most_open_form(forms: tuple[str, ...], winner: str | None) -> None:
    versions = [version(n, ("/consignor/identifier", form)) for n, form in enumerate(reversed(forms), 1)]
    found = {one.path: one for one in project(CONTENT, ADVANCE_CARGO, versions)}
    if winner is None:
        assert found == {}
    else:
        element = found["/consignor/identifier"]
        assert element.form == winner
        assert [by.agreement for by in element.grounds] == [len(forms)]


def test_the_union_is_taken_after_masks_that_fit_no_value_count_as_hidden() -> None:
    one, other = version(1, ("/ucr", "country_only")), version(2, ("/ucr", "hashed"))
    assert shown(one, other)["/ucr"][0] == "hashed"
    short = CONTENT | {"ucr": "U"}
    one = version(1, ("/ucr", "truncated"))
    assert shown(one, other, content=short)["/ucr"][0] == "hashed"
    assert "/ucr" not in shown(one, content=short)


def test_grounds_name_everybody_who_gives_the_winning_form_with_its_clause() -> None:
    found = grounds(
        version(1, ("", "plain")),
        version(2, ("/consignor", "plain")),
        version(3, ("/consignor/name", "truncated")),
    )
    assert found["/consignor/name"] == [(1, ""), (2, "/consignor")]
    assert found["/ucr"] == [(1, "")]


def test_of_two_hashes_the_lower_agreement_number_counts() -> None:
    two, one = version(12, ("/ucr", "hashed")), version(3, ("/ucr", "hashed"))
    digest = hmac.new(b"agreement-3", b'"UCR-12345"', hashlib.sha256).hexdigest()
    assert shown(two, one) == {"/ucr": ("hashed", f"hmac-sha256:{digest}")}
    assert grounds(two, one) == {"/ucr": [(3, "/ucr")]}


def test_purposes_never_mix(world: World) -> None:
    world.terms(1, scope=[{"path": "/lrn", "form": "plain"}])
    world.agreement(2, purpose=REVENUE, scope=[{"path": "/ucr", "form": "plain"}])
    first, second = world.route()
    assert (first["purpose"], [one["path"] for one in first["elements"]]) == (REVENUE, ["/ucr"])
    assert [one["path"] for one in second["elements"]] == ["/lrn"]


def test_agreements_of_one_purpose_show_their_union(world: World) -> None:
    world.terms(1, scope=[{"path": "/lrn", "form": "truncated"}])
    world.agreement(2, scope=[{"path": "/lrn", "form": "plain"}, {"path": "/ucr", "form": "hashed"}])
    (one,) = world.route()
    assert one["agreements"] == [[1, 1], [2, 1]]
    assert [(e["path"], e["form"], [by["agreement"] for by in e["grounds"]]) for e in one["elements"]] == [
        ("/lrn", "plain", [2]),
        ("/ucr", "hashed", [2]),
    ]


def test_an_agreement_that_does_not_entitle_lends_nothing_to_the_union(world: World) -> None:
    world.terms(1, scope=[{"path": "/lrn", "form": "plain"}])
    world.agreement(2, conditions=[{"mode": ["9"]}])
    assert list(world.seen()) == ["/lrn"]


# By item


def test_matching_items_alone_are_shown_and_keep_their_positions() -> None:
    one = version(1, ("", "plain"), conditions=[{"hs": ["30"]}], matching=True)
    paths = [path for path in shown(one) if path.startswith("/items")]
    assert "/items/1/hs_code" in paths
    assert "/items/1/sequence" in paths
    assert not any(path.startswith("/items/0") for path in paths)


def test_matching_items_hide_every_total() -> None:
    one = version(
        1, ("", "plain"), ("/totals/gross_mass", "plain"), conditions=[{"hs": ["30"]}], matching=True
    )
    assert not any(path.startswith("/totals") for path in shown(one))
    assert "/totals/gross_mass" in shown(version(1, ("", "plain"), conditions=[{"hs": ["30"]}]))


def test_the_union_holds_per_item() -> None:
    medicines = version(1, ("/items/*/hs_code", "plain"), conditions=[{"hs": ["30"]}], matching=True)
    everything = version(2, ("/items/*/hs_code", "truncated"))
    assert shown(medicines, everything) == {
        "/items/0/hs_code": ("truncated", "84"),
        "/items/1/hs_code": ("plain", "300490"),
    }
    assert grounds(medicines, everything)["/items/0/hs_code"] == [(2, "/items/*/hs_code")]


def test_two_agreements_by_item_show_the_items_of_each() -> None:
    medicines = version(1, ("/items/*/sequence", "plain"), conditions=[{"hs": ["30"]}], matching=True)
    laptops = version(2, ("/items/*/sequence", "plain"), conditions=[{"hs": ["84"]}], matching=True)
    both = version(3, ("/items/*/sequence", "plain"), conditions=[{"mass": {"min": "0"}}], matching=True)
    assert grounds(medicines, laptops, both) == {
        "/items/0/sequence": [(2, "/items/*/sequence"), (3, "/items/*/sequence")],
        "/items/1/sequence": [(1, "/items/*/sequence"), (3, "/items/*/sequence")],
    }


def test_every_item_matches_where_there_is_no_condition_on_items() -> None:
    one = version(1, ("/items/*/sequence", "plain"), ("/totals", "plain"), matching=True)
    assert list(shown(one)) == ["/items/0/sequence", "/items/1/sequence"]


def test_lists_of_texts_are_elements_one_by_one() -> None:
    content = CONTENT | {"routing_countries": ["CN", "AE", "FR"]}
    found = shown(version(1, ("/routing_countries", "plain")), content=content)
    assert found == {f"/routing_countries/{n}": ("plain", code) for n, code in enumerate(["CN", "AE", "FR"])}


# What is said of a type before there is a notice


def test_visible_elements_name_the_winning_form_and_who_gives_it() -> None:
    versions = [
        version(1, ("/ucr", "truncated"), ("/to_order", "truncated"), ("/lrn", "country_only")),
        version(2, ("/ucr", "plain"), ("/mrn", "hashed")),
        version(3, ("/ucr", "plain"), ("/mrn", "hashed")),
    ]
    assert scope.visible_elements(ADVANCE_CARGO, versions) == {
        "/ucr": ("plain", [((2, 1), "/ucr"), ((3, 1), "/ucr")]),
        "/mrn": ("hashed", [((2, 1), "/mrn")]),
    }


def test_a_search_key_is_shown_where_all_its_places_are_plain() -> None:
    assert scope.shown_keys(ADVANCE_CARGO, [version(1, ("", "plain"))]) >= {"ucr", "mrn", "container"}
    assert scope.shown_keys(ADVANCE_CARGO, [version(1, ("/mrn", "plain"))]) == {"mrn"}
    assert scope.shown_keys(ADVANCE_CARGO, [version(1, ("/mrn", "hashed"))]) == set()
    assert scope.shown_keys(ADVANCE_CARGO, [version(1, ("/ucr", "plain"))]) == set(), "items have one too"
    one = version(1, ("", "plain"), conditions=[{"hs": ["30"]}], matching=True)
    assert "ucr" not in scope.shown_keys(ADVANCE_CARGO, [one]), "an item that does not match may have one"
    assert "mrn" in scope.shown_keys(ADVANCE_CARGO, [one])


def test_plain_values_are_those_that_a_filter_may_look_at() -> None:
    matching = version(1, ("", "plain"), ("/ucr", "hashed"), conditions=[{"hs": ["30"]}], matching=True)
    assert plain_values(CONTENT, ADVANCE_CARGO, [matching], "/items/*/hs_code") == ["300490"]
    assert plain_values(CONTENT, ADVANCE_CARGO, [matching], "/dispatch_country") == ["CN"]
    assert plain_values(CONTENT, ADVANCE_CARGO, [matching], "/ucr") == []
    assert plain_values(CONTENT, ADVANCE_CARGO, [matching], "/nowhere") == []


def test_elements_come_ordered_by_path() -> None:
    found: list[Element] = project(CONTENT, ADVANCE_CARGO, [version(1, ("", "plain"))])
    assert [one.path for one in found] == sorted(one.path for one in found)
