"""The company's daily job: a workbook with faults, corrected, uploaded again, published, and seen."""

import io

import openpyxl
import pytest
from playwright.sync_api import expect

from exchange import uploading
from tests.factories import accounts
from tests.factories.accounts import PASSWORD
from tests.factories.uploads import GOOD, as_workbook, cells, row
from tests.journeys.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(databases="__all__", transaction=True)]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def choose(page, name: str, data: bytes) -> None:
    page.get_by_label("Choose a file").set_input_files({"name": name, "mimeType": XLSX, "buffer": data})
    page.get_by_role("button", name="Upload and check").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_a_company_uploads_a_workbook_with_faults_corrects_it_and_sees_its_notices(
    visit, trader, authority, agreement
):
    person = accounts.person(trader, "publisher", password=PASSWORD)
    clerk = visit(person)
    page = clerk.page
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Uploads").click()
    clerk.look("Uploads")
    choose(
        page,
        "cargo.xlsx",
        as_workbook(cells([row(), row(reference="UP-2", hs=90130), row(reference="UP-3")])),
    )
    expect(page.get_by_role("progressbar")).to_be_visible()
    uploading.work(seconds=30)
    # The page notices by itself that the check is over.
    expect(page.get_by_role("heading", name="Decide what is published")).to_be_visible()
    clerk.look("cargo.xlsx")
    faulty = page.get_by_role("row", name="UP-2")
    expect(faulty).to_contain_text("cell L3")
    expect(faulty).to_contain_text("Format the column as text")
    with page.expect_download() as download:
        page.get_by_role("link", name="Workbook to correct").click()
    book = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
    assert book.active.max_row == 2
    book.active.cell(2, list(GOOD).index("HS code") + 1).value = "090130"
    corrected = io.BytesIO()
    book.save(corrected)

    page.get_by_role("button", name="Publish 2 notices").click()
    expect(page.get_by_role("status").filter(has_text="Publishing has begun")).to_be_visible()
    uploading.work(seconds=30)
    expect(page.get_by_role("heading", name="Published from this file")).to_be_visible()
    clerk.look("cargo.xlsx")

    page.get_by_role("link", name="Uploads", exact=True).first.click()
    choose(page, "corrected.xlsx", corrected.getvalue())
    uploading.work(seconds=30)
    expect(page.get_by_text("1 notice would be accepted as it is.")).to_be_visible()
    page.get_by_role("button", name="Publish 1 notice").click()
    uploading.work(seconds=30)
    page.get_by_role("link", name="UP-2").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("UP-2")
    page.goto("/notices/")
    for reference in ("UP-1", "UP-2", "UP-3"):
        expect(page.get_by_role("link", name=reference)).to_be_visible()
    phone = visit(person, width=PHONE)
    phone.go("/uploads/")
    phone.look("Uploads")
    phone.page.get_by_role("link", name="cargo.xlsx").click()
    phone.look("cargo.xlsx")
