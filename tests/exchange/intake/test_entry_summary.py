"""Declarations of our own making: what stands where in the notice, and what is refused, where and why."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from lxml import etree

from accounts.errors import Malformed
from exchange.catalogue import types
from exchange.intake import services
from exchange.intake.readers import ens, ens_forms, ens_table, xml
from exchange.intake.readers.ens_forms import Form, NotInForm
from tests.exchange.intake.declarations import sample, tidied, value_at, written


def read(name: str) -> services.Message:
    (message,) = services.read_messages(sample(name))
    return message


def changed(old: str, new: str) -> services.Message:
    """The sea declaration with one piece of its text replaced."""
    text = sample("new_by_sea.xml").decode()
    assert old in text
    (message,) = services.read_messages(text.replace(old, new, 1).encode())
    return message


@pytest.mark.parametrize("name", ["new_by_sea.xml", "amendment_by_air.xml"])
def test_a_declaration_is_a_notice_without_faults_and_can_be_written_again(name: str) -> None:
    reading = ens.read(xml.parse(sample(name)))
    forms = {leaf.element: leaf.form for leaf in reading.leaves}
    assert reading.faults == ()
    assert types.get("advance_cargo").validator.is_valid(reading.document)
    assert written(reading.document, reading.message) == tidied(reading.root, forms)


def test_a_new_declaration_goes_by_its_local_reference() -> None:
    message = read("new_by_sea.xml")
    assert (message.kind, message.reference, message.mrn) == ("original", "HBR-2026-000871", "")


def test_an_amendment_goes_by_the_mrn_that_it_amends() -> None:
    message = read("amendment_by_air.xml")
    assert (message.kind, message.reference, message.mrn) == (
        "amendment",
        "26GBA0F7K2M9Q4T8W5",
        "26GBA0F7K2M9Q4T8W5",
    )


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("/transport/mode", "1"),
        ("/totals/gross_mass", "18250.5"),
        ("/items/0/gross_mass", "12000.250"),
        ("/items/1/sequence", 2),
        ("/items/1/dangerous_goods/0/un_number", "3091"),
        ("/items/0/equipment/1", "TEMU1234565"),
        ("/message/prepared_at", "2026-11-03T07:45:00Z"),
        ("/estimated_arrival", "2026-11-28T14:30:00Z"),
        ("/loading_place/unlocode", "CNSHA"),
        ("/discharge_place/name", "GB Felixstowe, Trinity Terminal"),
        ("/dispatch_country", "CN"),
        ("/routing_countries/0", "SG"),
        ("/routing_countries/1", "NL"),
        ("/destination_country", "GB"),
        ("/consignor/name", "Eastern Lamps & Fittings Ltd"),
    ],
)
def test_elements_stand_in_trade_terms(pointer: str, value: Any) -> None:
    assert value_at(read("new_by_sea.xml").document, pointer) == value


def test_an_itinerary_of_one_country_is_the_country_of_dispatch() -> None:
    text = sample("amendment_by_air.xml").decode()
    (message,) = services.read_messages(text.replace("<CouOfRouCodITI1>GB", "<CouOfRouCodITI1>KR").encode())
    assert message.document["destination_country"] == "KR"
    start = text.index("<ITI>", text.index("<ITI>") + 1)
    (message,) = services.read_messages((text[:start] + text[text.index("</ITI>", start) + 6 :]).encode())
    assert message.document["dispatch_country"] == "JP"
    assert "destination_country" not in message.document
    assert message.findings == ()


def test_every_fault_is_told_with_its_line_and_path() -> None:
    faults = [(fault.place, fault.code) for fault in read("with_faults.xml").findings]
    item = "/ie:CC315A[1]/GOOITEGDS"
    assert faults == [
        ("line 2, /ie:CC315A[1]", "unexpected-attribute"),
        ("line 5, /ie:CC315A[1]/DatOfPreMES9[1]", "out-of-order"),
        ("line 10, /ie:CC315A[1]/HEAHEA[1]/TraModAtBorHEA76[1]", "wrong-form"),
        ("line 11, /ie:CC315A[1]/HEAHEA[1]/TotNumOfIteHEA305[1]", "leading-zeros"),
        ("line 12, /ie:CC315A[1]/HEAHEA[1]/TotGroMasHEA307[1]", "signed-number"),
        ("line 13, /ie:CC315A[1]/HEAHEA[1]/DecDatTimHEA114[1]", "no-such-date"),
        ("line 15, /ie:CC315A[1]/TRACONCO1[1]", "empty"),
        (f"line 18, {item}[1]/GooDesGDS23[1]", "empty"),
        (f"line 19, {item}[1]/Colour[1]", "unexpected-element"),
        (f"line 21, {item}[2]", "stray-text"),
        (f"line 23, {item}[2]/GooDesGDS23[1]/b[1]", "unexpected-element"),
        (f"line 24, {item}[2]/GroMasGDS46[1]", "too-many-decimals"),
        (f"line 25, {item}[2]/GroMasGDS46[2]", "repeated"),
        (f"line 21, {item}[2]", "missing"),
        ("line 28, /ie:CC315A[1]/PERLODSUMDEC[1]/TINPLD1[1]", "wrong-form"),
        ("line 2, /ie:CC315A[1]", "missing"),
    ]


def test_a_fault_found_later_is_told_by_its_line_too() -> None:
    message = read("new_by_sea.xml")
    assert message.place("/items/1/packages/0/count") == (
        "line 68, /ie:CC315A[1]/GOOITEGDS[2]/PACGS2[1]/NumOfPacGS24[1]"
    )
    assert message.place("/items/1").startswith("line 59, /ie:CC315A[1]/GOOITEGDS[2]/")
    assert message.place("/buyer/name") == "line 3, /ie:CC315A[1]"


def test_text_that_comments_and_sections_interrupt_is_read_whole() -> None:
    message = changed("Table lamps of brass, electric", "Table <!-- no -->lamps<![CDATA[ & <shades>]]>")
    assert message.findings == ()
    assert message.document["items"][0]["description"] == "Table lamps & <shades>"


def test_space_around_a_value_means_nothing_and_space_within_is_kept() -> None:
    message = changed("<NamCO17>Eastern Lamps", "<NamCO17>\n\t Eastern   Lamps")
    assert message.document["consignor"]["name"] == "Eastern   Lamps & Fittings Ltd"


def test_a_no_break_space_between_elements_is_text_and_not_lost() -> None:
    message = changed("<PERLODSUMDEC>", "\N{NO-BREAK SPACE}<PERLODSUMDEC>")
    assert [fault.code for fault in message.findings] == ["stray-text"]


def test_a_thousand_faults_end_the_search() -> None:
    message = changed("<PERLODSUMDEC>", "<Colour/>" * 5000 + "<PERLODSUMDEC>")
    assert len(message.findings) == 1001
    assert message.findings[-1].code == "too-many-faults"


@pytest.mark.parametrize(
    "root", ["<CC315A/>", '<x:CC323A xmlns:x="http://ics.dgtaxud.ec/CC323A"/>', '<CC315A xmlns="urn:other"/>']
)
def test_anything_but_an_entry_summary_declaration_is_refused(root: str) -> None:
    with pytest.raises(Malformed) as refused:
        services.read_messages(root.encode())
    assert refused.value.code == "not-a-declaration"
    assert refused.value.faults[0].place.startswith("line 1, /")


# --- forms

FORMS = sorted(
    {row.form.name: row.form for row in ens_table.TABLE if row.form is not None}.items(),
    key=lambda pair: pair[0],
)
LIKELY = some.one_of(
    some.text(max_size=40),
    some.text("0123456789.+- ", max_size=16),
    some.text("ABYZabyz019/ \t\r\n", min_size=1, max_size=20),
    some.datetimes().map(lambda moment: moment.strftime("%Y%m%d%H%M")),
)


@pytest.mark.parametrize("form", [form for _, form in FORMS], ids=[name for name, _ in FORMS])
def test_what_a_form_takes_it_gives_back(form: Form) -> None:
    @given(LIKELY)
    def holds(text: str) -> None:
        try:
            value = form.read(text)
        except NotInForm:
            return
        whole = f"2026-01-01{value}" if form.continues else value
        assert form.write(whole) == form.tidy(text)

    holds()


@pytest.mark.parametrize(
    ("form", "text", "code"),
    [
        (ens_forms.MASS, "1.", "wrong-form"),
        (ens_forms.MASS, ".5", "wrong-form"),
        (ens_forms.MASS, "1e3", "wrong-form"),
        (ens_forms.MASS, "123456789.012", "too-many-digits"),
        (ens_forms.MASS, "٣", "wrong-form"),
        (ens_forms.MASS, "00.1", "leading-zeros"),
        (ens_forms.MASS, " +1", "signed-number"),
        (ens_forms.MOMENT, "202602300000", "no-such-date"),
        (ens_forms.MOMENT, "202602282400", "no-such-date"),
        (ens_forms.MOMENT, "000012312359", "wrong-form"),
        (ens_forms.DAY, "260231", "no-such-date"),
        (ens_forms.TRADER_NUMBER, " GB123", "wrong-form"),
        (ens_forms.TRADER_NUMBER, "GB", "wrong-form"),
        (ens_forms.COUNTRY, "gb", "wrong-form"),
        (ens_forms.number(5), "100000", "wrong-form"),
        (ens_forms.number(5), "007", "leading-zeros"),
        (ens_forms.text(3), "a  b  c", "too-long"),
        (ens_forms.text(3), " \n", "empty"),
    ],
)
def test_what_its_form_could_not_give_back_is_refused(form: Form, text: str, code: str) -> None:
    with pytest.raises(NotInForm) as refused:
        form.read(text)
    assert refused.value.code == code


def test_the_table_stands_in_the_order_of_the_message_and_names_elements_once() -> None:
    cargo = types.get("advance_cargo")
    for message in ens_table.MESSAGES:
        paths = [row.path for row in ens_table.TABLE if message in row.messages]
        assert len(paths) == len(set(paths))
        for path in paths:
            assert "/" not in path or path.rpartition("/")[0] in paths
    for row in ens_table.TABLE:
        if row.form is not None:
            assert set(row.pointers) <= cargo.leaves.keys()


def test_a_declaration_with_every_element_there_is_can_be_written_again() -> None:
    for message in ens_table.MESSAGES:
        data = everything(message)
        reading = ens.read(xml.parse(data))
        forms = {leaf.element: leaf.form for leaf in reading.leaves}
        assert reading.faults == ()
        assert len(reading.leaves) == sum(1 for element in reading.root.iter() if len(element) == 0)
        assert types.get("advance_cargo").validator.is_valid(reading.document)
        assert written(reading.document, reading.message) == tidied(reading.root, forms)


TEXTS = {
    "YYMMDD": "261231",
    "HHMM": "2359",
    "YYYYMMDDHHMM": "202612312359",
    "MRN": "26GBA0F7K2M9Q4T8W5",
    "TIN": "GB123456789000",
    "message type": "CC315A",
    "office": "GB000060",
    "country": "GB",
    "language": "en",
    "place": "GB Dover",
    "mode": "10",
    "a1": "a",
    "a1 capital": "A",
    "an2": "CT",
    "n4": "3091",
    "n4..8": "94052140",
    "n..11,3": "12345678.901",
}


def everything(message: str) -> bytes:
    """A declaration with every element that the table knows, those that may repeat twice."""
    namespace = f"http://ics.dgtaxud.ec/{message}"
    root = etree.Element(f"{{{namespace}}}{message}", nsmap={"ie": namespace})
    parents = {"": [root]}
    for row in ens_table.TABLE:
        if message not in row.messages:
            continue
        above, _, tag = row.path.rpartition("/")
        times = 1 if row.most == 1 else 2
        parents[row.path] = [etree.SubElement(parent, tag) for parent in parents[above] for _ in range(times)]
        for number, element in enumerate(parents[row.path], start=1):
            if row.form is not None:
                element.text = TEXTS.get(row.form.name) or str(number)
    return etree.tostring(root)
