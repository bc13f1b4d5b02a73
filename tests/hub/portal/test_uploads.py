"""The pages of uploads: rights, every state, the choice of columns, files to take away, numbers of queries."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from exchange import uploading
from tests.factories import accounts
from tests.factories.uploads import as_csv, received, row
from tests.hub.portal.browsing import queries, signed_in

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


def upload(clerk, data: bytes, *, name: str = "cargo.csv", once: str = "", **more):
    """Send the form; the page that it leads to."""
    form = {
        "file": SimpleUploadedFile(name, data),
        "type": "advance_cargo",
        "zone": "UTC",
        "once": once,
        **more,
    }
    return clerk.post("/uploads/", **form)


def address(page) -> str:
    return page.answer.request["PATH_INFO"]


def test_a_clerk_uploads_reads_the_faults_and_publishes_the_good_rows(clerk):
    page = upload(clerk, as_csv([row(), row(reference="UP-2", hs="90130"), row(reference="UP-3", hs="1")]))
    here = address(page)
    assert "The file has arrived" in page.main()
    assert "<progress" in page.markup
    uploading.work(seconds=30)
    page = clerk.get(here)
    for words in ("1 Would be accepted", "2 With faults", "HS code cell L3 90130", "Publish 1 notice"):
        assert words in page.main()
    book = openpyxl.load_workbook(io.BytesIO(b"".join(clerk.client.get(f"{here}faults.xlsx", secure=True))))
    assert book.active["A2"].value == "UP-2"
    assert "Publishing has begun" in clerk.post(f"{here}confirm/", mode="good").main()
    uploading.work(seconds=30)
    page = clerk.get(here)
    assert "1 Published" in page.main()
    (notice,) = page.links("/notices/2")
    assert "UP-1" in clerk.get(notice).main()
    assert "2 notices were left out for their faults" in clerk.get("/").main()
    corrected = address(upload(clerk, as_csv([row(reference="UP-2", hs="090130")]), name="corrected.csv"))
    uploading.work(seconds=30)
    clerk.post(f"{corrected}confirm/", mode="good")
    uploading.work(seconds=30)
    assert "1 notice was left out for its faults" in clerk.get("/").main()
    assert "Notices left out: 2; accepted since under the same references: 1." in clerk.get(here).main()
    assert "2 1 accepted since" in clerk.get("/uploads/").main()
    assert "nothing more of this upload is to be corrected" in clerk.post(f"{here}settle/").main()
    assert "left out" not in clerk.get("/").main()
    again = address(upload(clerk, as_csv([row()]), name="again.csv"))
    uploading.work(seconds=30)
    clerk.post(f"{again}confirm/", mode="good")
    uploading.work(seconds=30)
    assert "0 published, 1 held already" in clerk.get(again).main()
    assert "None of the notices of this upload was left out" in clerk.post(f"{again}settle/").main()
    clerk.post(f"{notice}cancel/")
    assert "held before cancelled" in clerk.get(again).main()


def test_the_part_that_tells_how_far_it_is_asks_for_the_page_once_there_is_more_to_see(clerk):
    here = address(upload(clerk, as_csv([row()])))
    part = clerk.get(f"{here}progress/", state="received", said=0)
    assert (part.status, "<progress" in part.markup, "<html" in part.markup) == (200, True, False)
    uploading.work(seconds=30)
    assert clerk.get(f"{here}progress/", state="received").answer["HX-Refresh"] == "true"


def test_the_same_file_again_and_a_form_sent_twice_lead_to_the_same_upload(clerk):
    first = upload(clerk, as_csv([row()]))
    again = upload(clerk, as_csv([row()]))
    assert address(first) == address(again)
    assert "You have uploaded this very file before" in again.main()
    once = clerk.get("/uploads/").markup.split('name="once" value="')[1].split('"')[0]
    one = upload(clerk, as_csv([row(reference="B")]), once=once)
    two = upload(clerk, as_csv([row(reference="B")]), once=once)
    assert (address(one), "Nothing was done twice" in two.main()) == (address(two), True)


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.pdf", b"%PDF-1.7", "This is a PDF. Upload a table"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "save it as .xlsx"),
        ("a.csv", b"", "The file is empty"),
        ("a.csv", b" ", "The file is empty"),
    ],
)
def test_a_wrong_file_is_told_beside_the_field(clerk, name, data, told):
    page = upload(clerk, data, name=name)
    assert (page.status, told in page.main()) == (422, True)
    assert 'href="#id_file"' in page.markup
    assert 'aria-invalid="true"' in page.markup


def test_without_a_file_or_with_an_unknown_zone_the_form_says_so(clerk):
    assert "Choose a file." in clerk.post("/uploads/", type="advance_cargo", zone="UTC").main()
    assert "Write a zone such as Europe/Paris" in upload(clerk, as_csv([row()]), zone="Mars/Olympus").main()


def test_columns_are_chosen_on_a_page_with_likely_ones_filled_in(clerk):
    here = address(upload(clerk, b"Our ref,Way,HS6 Code,Ribbon\nA,1,630221,red\n"))
    uploading.work(seconds=30)
    assert "Choose the columns" in clerk.get(here).main()
    page = clerk.get(f"{here}columns/")
    assert 'value="HS code"' in page.markup
    assert page.main().count("A Your reference") == 1, "told in the row of the column that holds it"
    refused = clerk.post(f"{here}columns/", reference="", column_1="No such", column_2="HS code")
    assert refused.status == 422
    assert "There is no such element" in refused.main()
    assert "Choose the column with your reference" in refused.main()
    assert '<option value="comma" selected>Comma ,</option>' in page.markup
    assert "is being read anew" in clerk.post(f"{here}reading/", encoding="utf-8", delimiter="bar").main()
    uploading.work(seconds=30)
    assert "Our ref,Way,HS6 Code,Ribbon" in clerk.get(f"{here}columns/").main()
    clerk.post(f"{here}reading/", delimiter="comma")
    uploading.work(seconds=30)
    chosen = {"reference": "0", "column_1": "mode of transport", "column_2": "HS code"}
    declarant = "Declarant: EORI or tax number"
    wrong = clerk.post(f"{here}columns/", **chosen, element_0=declarant, value_0="", value_1="1")
    assert ("Say what every row says" in wrong.main(), "Say which element this is" in wrong.main()) == (
        True,
        True,
    )
    wrong = clerk.post(f"{here}columns/", **chosen, element_0="HS code", value_0="630221")
    assert "A column of the file holds this element already" in wrong.main()
    assert 'href="#id_value_0"' in wrong.markup
    chosen |= {"element_0": declarant, "value_0": "NL854120099"}
    chosen |= {"element_1": "Gross mass in kg", "value_1": "1,250"}
    wrong = clerk.post(f"{here}columns/", **chosen, decimal="point")
    assert ("may be 1.250 or 1250" in wrong.main(), 'href="#id_value_1"' in wrong.markup) == (True, True)
    chosen["decimal"] = "comma"
    assert "The columns are kept" in clerk.post(f"{here}columns/", **chosen).main()
    uploading.work(seconds=30)
    assert "Publish 1 notice" in clerk.get(here).main()
    again = clerk.get(f"{here}columns/").markup
    assert ('value="NL854120099"' in again, 'value="1,250"' in again) == (True, True)


def test_a_refused_file_and_a_cancelled_upload_say_what_came_of_them(clerk):
    here = address(upload(clerk, b"Reference,Goods description\n"))
    uploading.work(seconds=30)
    assert "only rows with the reference EXAMPLE, which are left out" in clerk.get(here).main()
    other = address(upload(clerk, as_csv([row()])))
    assert "The upload is cancelled" in clerk.post(f"{other}cancel/").main()


def test_uploads_are_for_who_may_publish_and_are_the_organisations_own(clerk, trader, operator):
    here = address(upload(clerk, as_csv([row()])))
    other = signed_in(accounts.member(operator, "trader", country="NL"), "publisher")
    assert [other.get(f"{here}{part}").status for part in ("", "columns/", "faults.xlsx", "progress/")] == [
        404
    ] * 4
    assert other.post(f"{here}cancel/").status == 404
    auditor = signed_in(trader, "auditor")
    assert auditor.get(here).status == 200
    assert "Cancel this upload" not in auditor.get(here).main()
    assert "Upload and check" not in auditor.get("/uploads/").main()
    assert upload(auditor, as_csv([row(reference="B")])).status == 403


def test_templates_are_there_to_take_away(clerk):
    for form in ("xlsx", "csv"):
        answer = clerk.client.get(f"/uploads/templates/advance_cargo.{form}", secure=True)
        assert (answer.status_code, form in answer["Content-Disposition"]) == (200, True)
    assert clerk.get("/uploads/templates/hold.xlsx").status == 404
    assert "Consignor: Name" in clerk.get("/uploads/templates/").main()


def test_the_history_costs_the_same_however_many_uploads(clerk, trader):
    upload(clerk, as_csv([row(reference="A")]))
    cost = queries(lambda: clerk.get("/uploads/"))
    for n in range(5):
        received(as_csv([row(reference=f"B-{n}")]), trader)
    assert queries(lambda: clerk.get("/uploads/")) == cost
    assert cost <= 25
