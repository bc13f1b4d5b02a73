"""Forms that are made of a notice type's schema: what is shown, sent and read back is one and the same document."""

from html.parser import HTMLParser

import pytest
from django.template.loader import render_to_string

from accounts.errors import Fault
from exchange.catalogue import selectors as catalogue
from exchange.catalogue import services as checks
from hub.portal.writing import forms, posted
from hub.portal.writing.plan import newest
from tests.factories.notices import sample

pytestmark = pytest.mark.django_db(databases="__all__")
EVERY = [one.id for one in catalogue.every_type()]


class Controls(HTMLParser):
    """What a browser would send of a form: each control's name with its value."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.sent: dict[str, str] = {}
        self.ids: list[str] = []
        self.links: list[str] = []
        self._select = self._area = ""
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if "id" in said:
            self.ids.append(said["id"])
        if tag == "a":
            self.links.append(said.get("href", ""))
        if tag == "input":
            assert said["name"] not in self.sent, "a name stands twice"
            self.sent[said["name"]] = said["value"]
        elif tag == "select":
            self._select = said["name"]
            self.sent.setdefault(self._select, "")
        elif tag == "option" and "selected" in said:
            self.sent[self._select] = said["value"]
        elif tag == "textarea":
            self._area = said["name"]
            self.sent[self._area] = ""

    def handle_endtag(self, tag):
        if tag == "textarea":
            # A browser drops the line break that follows the opening tag.
            self.sent[self._area] = self.sent[self._area].removeprefix("\n")
            self._area = ""

    def handle_data(self, data):
        if self._area:
            self.sent[self._area] += data


def shown(type_id: str, document: dict, **more) -> Controls:
    form = forms.form_of(type_id, document, **more)
    return Controls(render_to_string("writing/form.html", {"written": form}))


def handed_in(type_id: str, sent: dict, **more) -> dict:
    plan = newest(type_id)
    return posted.complete(plan, posted.document(plan, sent, **more))


@pytest.mark.parametrize("type_id", EVERY)
def test_a_document_comes_back_from_its_form_as_it_was(type_id):
    document = sample(type_id)
    found = shown(type_id, document)
    assert handed_in(type_id, found.sent) == document
    assert len(found.ids) == len(set(found.ids))


@pytest.mark.parametrize("type_id", EVERY)
def test_a_new_form_says_nothing_and_has_room_for_all_that_must_be_said(type_id):
    found = shown(type_id, forms.begun(type_id))
    assert handed_in(type_id, found.sent) == {}
    missing = checks.check(type_id, {}).errors
    shown_with = shown(type_id, forms.begun(type_id), faults=missing)
    assert len(shown_with.links) >= len([one for one in missing if one.place])
    for link in shown_with.links:
        assert link.removeprefix("#") in shown_with.ids


def test_whatever_can_be_said_can_be_added():
    """Every group and list of advance cargo is offered, one inside the other, until every element has a field."""
    plan = newest("advance_cargo")
    written = forms.begun("advance_cargo")
    for _ in range(6):
        for offer in offers(forms.form_of("advance_cargo", written)):
            assert posted.with_added(plan, written, offer)
    found = shown("advance_cargo", written)
    patterns = {
        "/".join("*" if step.isdecimal() else step for step in name.split("/")) for name in found.sent
    }
    assert catalogue.one_type("advance_cargo").leaves.keys() <= patterns


def offers(form: forms.Form) -> list[str]:
    found: list[str] = []
    boxes = [section.box for section in form.sections]
    while boxes:
        box = boxes.pop()
        found += [offer.pointer for offer in box.offers]
        for part in box.parts:
            boxes += part.boxes if part.is_list else [part]
    return found


def test_rows_are_added_taken_away_and_numbered():
    plan = newest("advance_cargo")
    written = sample()
    count = len(written["items"])
    assert posted.with_added(plan, written, "/items") == f"/items/{count}"
    sent = shown("advance_cargo", written).sent
    sent[f"/items/{count}/description"] = "Spare parts"
    document = handed_in("advance_cargo", sent, without="/items/0")
    assert [one["sequence"] for one in document["items"]] == [2, 3, 4, 5, 6]
    assert document["items"][-1] == {"sequence": 6, "description": "Spare parts"}


def test_a_fault_stands_at_its_field_and_the_summary_leads_there_in_the_order_of_the_page():
    document = sample()
    document["items"][0]["hs_code"] = "12"
    fault = Fault("/items/0/hs_code", "bad-format", "Digits only.")
    elsewhere = Fault("/buyer/name", "missing", "This element is required.")
    form = forms.form_of("advance_cargo", document, faults=[fault, elsewhere])
    # In the order of the page, on which the parties stand before the goods.
    assert [(one.where, one.target) for one in form.problems] == [
        ("Buyer · Name", "f-buyer-name"),
        ("Goods item 1 · HS code", "f-items-0-hs_code"),
    ]
    markup = render_to_string("writing/form.html", {"written": form})
    assert 'aria-invalid="true"' in markup
    assert 'id="f-items-0-hs_code-fault"' in markup


def test_what_is_missing_in_a_group_is_told_at_its_fields_and_alternatives_by_their_titles():
    missing = Fault("/transport", "missing", "This element is required.")
    form = forms.form_of("advance_cargo", {"transport": {}}, faults=[missing])
    assert ("Transport at the border · Mode of transport", "f-transport-mode") in [
        (one.where, one.target) for one in form.problems
    ]
    assert 'id="f-transport-mode-fault"' in render_to_string("writing/form.html", {"written": form})
    either = Fault("", "one-of-missing", "Give at least one of: questions, documents_wanted, subjects.")
    (told,) = forms.form_of("information_request", {}, faults=[either]).problems
    assert told.message.startswith("Give at least one of these: Questions, ")
    assert "documents_wanted" not in told.message
    assert (told.where, told.target) == ("Questions", "f-questions")


@pytest.mark.parametrize(
    ("typed", "code"), [("China", "CN"), ("viet na", "VN"), ("cn", "CN"), ("Nowhereland", "NOWHERELAND")]
)
def test_a_name_is_taken_for_its_code(typed, code):
    assert handed_in("advance_cargo", {"/dispatch_country": typed}) == {"dispatch_country": code}


def test_a_form_may_be_limited_to_some_elements():
    found = shown("hold", {}, only=("kind", "place"))
    assert {name.split("/")[1].rstrip("@") for name in found.sent} <= {"kind", "place"}


def test_what_is_no_number_and_no_moment_is_kept_as_it_was_typed():
    sent = {"/items/0/packages/0/count": "many", "/estimated_arrival": "soon", "/estimated_arrival@": "Z"}
    assert handed_in("advance_cargo", sent) == {
        "estimated_arrival": "soon",
        "items": [{"sequence": 1, "packages": [{"count": "many"}]}],
    }
    again = shown("advance_cargo", handed_in("advance_cargo", sent)).sent
    assert again["/estimated_arrival"] == "soon"
    lower = {"/dispatch_country": "nl", "/loading_place/unlocode": "nl rtm"}
    assert handed_in("advance_cargo", lower) == {
        "dispatch_country": "NL",
        "loading_place": {"unlocode": "NLRTM"},
    }


@pytest.mark.parametrize("written", ["Z", "+00:00"])
def test_utc_is_offered_once_and_kept_as_it_was_written(written):
    form = forms.form_of("advance_cargo", {"estimated_arrival": f"2026-12-22T05:30:00{written}"})
    markup = render_to_string("writing/form.html", {"written": form})
    start = markup.index('name="/estimated_arrival@"')
    offered = markup[start : markup.index("</select>", start)]
    assert offered.count(">UTC</option>") == 1
    assert "UTC+00:00" not in offered
    assert Controls(markup).sent["/estimated_arrival@"] == written


def test_a_form_that_comes_back_keeps_what_was_opened_and_shifts_no_row():
    plan = newest("advance_cargo")
    written = {"buyer": {}, "equipment": [{}], "items": [{}, {"description": "Spare parts"}, {}]}
    settled = posted.settled(plan, written)
    assert settled == {
        "buyer": {},
        "equipment": [{}],
        "items": [{"sequence": 1, "description": "Spare parts"}],
    }
    assert posted.complete(plan, settled) == posted.complete(plan, written)


@pytest.mark.parametrize(
    "pointer", ["", "nonsense", "/", "/items/9/packages", "/items/x", "//", "/lrn", "/items/0"]
)
def test_nonsense_adds_and_removes_nothing(pointer):
    plan = newest("advance_cargo")
    sent = shown("advance_cargo", sample()).sent
    written = posted.document(plan, sent)
    assert posted.with_added(plan, written, pointer) == ""
    assert posted.complete(plan, written) == sample()
    if pointer != "/items/0" and pointer != "/lrn":
        assert handed_in("advance_cargo", sent, without=pointer) == sample()


def test_nonsense_is_read_as_far_as_it_names_elements_and_shown_again():
    sent = {
        "/": "x",
        "/items": "y",
        "/items/": "z",
        f"/items/{'9' * 5000}/lrn": "a",
        "/items/-1/hs_code": "b",
    }
    sent |= {"/no/such": "c", "lrn": "d", "/items/3/description": "Spare parts\x00", "/lrn": " L1 "}
    assert handed_in("advance_cargo", sent) == {
        "lrn": "L1",
        "items": [{"sequence": 1, "description": "Spare parts"}],
    }


def test_a_draft_of_another_make_is_shown_as_far_as_it_has_the_shape():
    plan = newest("advance_cargo")
    odd = {
        "items": ["x", {"description": {"a": 1}}, None],
        "declarant": "y",
        "lrn": [],
        "routing_countries": {},
    }
    assert shown("advance_cargo", odd).ids
    for made in (posted.complete(plan, odd), posted.settled(plan, odd)):
        assert checks.check("advance_cargo", made).errors
