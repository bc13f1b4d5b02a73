"""How elements are laid out: every one has its place, its title, its order; long consignments have pages."""

import hashlib
import re

import pytest

from exchange.agreements.models import Form, Purpose
from exchange.agreements.states import Act, State
from exchange.catalogue import selectors as catalogue
from exchange.deliveries.models import Delivery
from exchange.deliveries.operations import COUNTS
from exchange.notices.models import NoticeVersion, RoutingWork
from exchange.review.models import Case
from exchange.routing.projection import Element
from hub.portal import elements, layout, reasons, slimming, vendoring, words
from hub.portal.elements import ITEMS_A_PAGE, Section
from tests.factories.notices import sample

pytestmark = pytest.mark.django_db(databases="__all__")


def laid_out(type_id: str, document: dict, page: int = 1) -> dict[str, Section]:
    own = elements.own(catalogue.one_type(type_id), document)
    return {one.group.key: one for one in elements.sections(own, type_id=type_id, page=page)}


@pytest.mark.parametrize("notice_type", [one.id for one in catalogue.every_type()])
def test_every_element_of_the_catalogue_has_its_place_and_is_on_the_page_once(notice_type):
    roots = {pattern.split("/")[1] for pattern in catalogue.one_type(notice_type).leaves}
    placed = {root for group in layout.GROUPS for root in group.roots.split()}
    assert roots <= placed
    document = sample(notice_type)
    shown = laid_out(notice_type, document)
    paths = [row.path for one in shown.values() for block in one.blocks for row in block.rows]
    for section in shown.values():
        items = section.items.shown if section.items else ()
        paths += [row.path for item in items for block in item.blocks for row in block.rows]
    own = elements.own(catalogue.one_type(notice_type), document)
    assert sorted(paths) == sorted(one.path for one in own)


def test_parties_are_blocks_in_the_order_of_the_schema_and_places_of_lists_are_numbered():
    shown = laid_out("advance_cargo", sample())
    titles = [block.title for block in shown["who"].blocks]
    assert titles[:5] == ["Declarant", "Representative", "Carrier", "Consignor", "Consignee"]
    consignor = shown["who"].blocks[3]
    assert [row.title for row in consignor.rows][:3] == ["Name", "Kind of person", "Address · Street"]
    assert [block.title for block in shown["transport"].blocks] == [
        "Transport at the border",
        "Transport equipment 1",
    ]
    route = {row.title: row.written for block in shown["route"].blocks for row in block.rows}
    assert route["Country of routing 2"].meaning == "Egypt"
    assert route["Estimated arrival"].text == "22 Dec 2026, 05:30 UTC"
    assert route["Estimated arrival"].meaning == "06:30 +01:00"


def test_each_entry_of_a_list_within_a_block_has_its_own_block():
    said = elements.own(catalogue.one_type("do_not_load"), catalogue.sample("do_not_load"))
    subjects = [one for one in said if one.path.startswith("/subjects/")]
    (section,) = elements.sections(subjects, type_id="do_not_load")
    assert [(one.title, len(one.rows)) for one in section.blocks] == [
        ("What it concerns · Transport documents concerned 1", 3),
        ("What it concerns", 1),
    ]


def test_a_consignment_of_many_items_has_pages():
    template = sample()["items"][0]
    document = sample(items=[{**template, "sequence": n} for n in range(1, 61)])
    first = laid_out("advance_cargo", document)["what"].items
    assert (len(first.shown), first.total, first.pages) == (ITEMS_A_PAGE, 60, 3)
    last = laid_out("advance_cargo", document, page=99)["what"].items
    assert (last.page, last.first, last.last) == (3, 51, 60)
    assert [one.number for one in last.shown] == [str(n) for n in range(51, 61)]
    assert first.columns == {"description", "hs", "origin", "mass", "value", "currency"}
    line = first.shown[0].line
    assert (line["hs"].written.text, line["value"].written.text) == ("630221", "38,400.00")


def test_a_column_of_the_goods_that_nobody_may_see_is_not_there():
    seen = [Element("/items/0/hs_code", "630221", "plain", ()), Element("/items/1/sequence", 2, "plain", ())]
    (section,) = elements.sections(seen, type_id="advance_cargo")
    assert section.items.columns == {"hs"}


@pytest.mark.parametrize(
    ("form", "value", "text"),
    [
        ("hashed", "hmac-sha256:" + "ab" * 32, "abababababab…"),
        ("truncated", "Lin", "Lin…"),
        ("country_only", "CN", "CN"),
    ],
)
def test_a_masked_value_looks_masked(form, value, text):
    masked = Element("/consignor/name", value, form, ())
    (section,) = elements.sections([masked], type_id="advance_cargo")
    (row,) = section.blocks[0].rows
    assert row.masked
    assert row.written.text == text


def test_one_of_few_values_is_told_by_its_label_and_a_text_of_one_word_stays_as_it_was_sent():
    said = (("/consignor/kind", "legal"), ("/consignor/name", "legal"), ("/items/0/description", "bed_linen"))
    shown = elements.sections([Element(*one, "plain", ()) for one in said], type_id="advance_cargo")
    texts = [row.written.text for one in shown for block in one.blocks for row in block.rows]
    items = [item.line["description"].written.text for one in shown if one.items for item in one.items.shown]
    assert (sorted(texts), items) == (["Legal", "legal"], ["bed_linen"])


def test_the_end_of_time_is_shown_as_it_was_sent():
    late = Element("/estimated_arrival", "9999-12-31T23:59:59-12:00", "plain", ())
    (section,) = elements.sections([late], type_id="advance_cargo")
    assert section.blocks[0].rows[0].written.text == late.value


def test_everything_that_the_hub_can_say_has_its_words():
    assert words.PURPOSES.keys() == set(Purpose.values)
    assert words.FORMS.keys() == set(Form.values)
    assert words.AGREEMENT_STATES.keys() == set(State.values)
    assert words.ACTS.keys() == set(Act.values)
    assert words.DELIVERY_KINDS.keys() == set(Delivery.Kind.values)
    assert words.BASES.keys() == words.BASES_OF_OTHERS.keys() == set(Delivery.Basis.values)
    states = {*Delivery.State.values, "acknowledged"}
    assert words.RECEIPT_STATES.keys() == words.DELIVERY_STATES.keys() == {*states, "cancelled"}
    assert words.VERSION_KINDS.keys() == set(NoticeVersion.Kind.values)
    assert words.ROUTING_STATES.keys() > set(RoutingWork.State.values)
    assert words.CASE_KINDS.keys() == set(Case.Kind.values)
    assert words.CASE_STATES.keys() == {*Case.Outcome.values, "open", "overdue"}
    assert words.COUNTS.keys() == set(COUNTS) - {"oldest_unrouted_seconds"}
    for code in ("decided-again", "newer-version-unrouted", "replay-asked", "suspended", "being-routed"):
        assert re.match(r"[A-Z].+\.$", str(reasons.in_words(code)))


def test_vendored_files_are_what_the_lock_says():
    for name, digest in vendoring.recorded():
        assert hashlib.sha256((vendoring.FOLDER / name).read_bytes()).hexdigest() == digest, name


def test_no_page_has_a_class_whose_rules_were_left_out():
    """If one has: ``python -m hub.portal.vendoring`` takes the rules that pages use anew."""
    assert not slimming.words_of_pages() & vendoring.left_out()
