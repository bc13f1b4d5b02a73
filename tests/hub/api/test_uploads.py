"""Uploading over the API: whatever the page can do."""

import io
from typing import Any

import openpyxl
import pytest
from django.test import Client

from exchange import uploading
from tests.factories import accounts
from tests.factories.uploads import GOOD, as_csv, row

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


class Machine:
    """An API client of a member's."""

    def __init__(self, of, *scopes: str) -> None:
        token = accounts.token(of, *(scopes or ("notices:publish", "notices:read")))
        self.headers = {"Authorization": f"Bearer {token}"}

    def send(self, data: bytes, kind: str = "text/csv", query: str = "") -> tuple[int, Any]:
        answer = Client().post(
            f"/api/v1/uploads{query}", data, content_type=kind, headers=self.headers, secure=True
        )
        return answer.status_code, answer.json()

    def get(self, path: str, **more: str) -> Any:
        return Client().get(f"/api/v1/uploads{path}", headers={**self.headers, **more}, secure=True)

    def act(self, method: str, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        call = getattr(Client(), method)
        answer = call(
            f"/api/v1/uploads{path}",
            body,
            content_type="application/json",
            headers=self.headers,
            secure=True,
        )
        return answer.status_code, answer.json()


def test_a_machine_uploads_a_table_reads_its_faults_and_publishes_what_is_good(trader):
    machine = Machine(trader)
    data = as_csv([row(), row(reference="UP-2", hs="90130")])
    status, upload = machine.send(data, query="?name=cargo.csv")
    assert (status, upload["state"], upload["name"]) == (201, "received", "cargo.csv")
    assert machine.send(data) == (200, upload)
    uploading.work(seconds=30)
    here = f"/{upload['id']}"
    checked = machine.get(here).json()
    assert (checked["state"], checked["counts"]["good"], checked["counts"]["faulty"]) == ("checked", 1, 1)
    (line,) = machine.get(f"{here}/faults").json()["items"]
    assert (line["row"], line["faults"][0]["code"]) == (3, "leading-zeros-lost")
    assert line["faults"][0]["column"] == list(GOOD).index("HS code")
    book = machine.get(
        f"{here}/faults.xlsx", accept="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    assert openpyxl.load_workbook(io.BytesIO(b"".join(book))).active["A2"].value == "UP-2"
    assert machine.act("post", f"{here}/confirmation", {"mode": "all"})[0] == 409
    assert machine.act("post", f"{here}/confirmation", {"mode": "good"})[1]["state"] == "publishing"
    uploading.work(seconds=30)
    assert machine.get(here).json()["state"] == "published"
    (receipt,) = machine.get(f"{here}/receipts").json()["items"]
    assert (receipt["row"], receipt["reference"], receipt["verdict"]) == (2, "UP-1", "accepted")
    assert [one["id"] for one in machine.get("?state=published").json()["items"]] == [upload["id"]]


def test_columns_are_suggested_chosen_and_refused(trader):
    machine = Machine(trader)
    _, upload = machine.send(b"Our reference,Way,HS6 Code\nA,1,630221\n")
    uploading.work(seconds=30)
    here = f"/{upload['id']}/columns"
    suggested = machine.get(here).json()
    assert suggested["suggested"] == {"reference": 0, "/items/*/hs_code": 2}
    assert [one["name"] for one in suggested["missing"]] == ["Mode of transport", "Declarant"]
    status, problem = machine.act("put", here, {"columns": {"/no/such": 1}})
    assert (status, problem["code"]) == (422, "invalid-mapping")
    status, mapped = machine.act("put", here, {"columns": {**suggested["suggested"], "/transport/mode": 1}})
    assert (status, mapped["state"]) == (200, "checking")


def test_an_upload_is_cancelled(trader):
    machine = Machine(trader)
    _, upload = machine.send(as_csv([row()]))
    assert machine.act("post", f"/{upload['id']}/cancellation", {})[1]["state"] == "cancelled"
    assert machine.act("post", f"/{upload['id']}/confirmation", {"mode": "good"})[0] == 409


@pytest.mark.parametrize(
    ("data", "kind", "query", "status", "code"),
    [
        (b" ", "text/csv", "", 400, "empty-file"),
        (b"%PDF-1.7", "application/octet-stream", "", 400, "wrong-file-type"),
        (b"a,b\n1,2", "image/png", "", 415, "unsupported-media-type"),
        (b"a,b\n1,2", "text/csv", "?type=hold", 403, "not-your-type"),
        (b"a,b\n1,2", "text/csv", "?type=none", 404, "unknown-type"),
        (b"a,b\n1,2", "text/csv", "?zone=Mars/Olympus", 422, "invalid-upload"),
        (b"a,b\n1,2", "text/csv", "?zone=../../etc/passwd", 422, "invalid-upload"),
        (b"a,b\n1,2", "text/csv", "?other=1", 422, "invalid-query"),
    ],
)
def test_what_is_no_upload_is_refused_at_once(trader, data, kind, query, status, code):
    answer = Machine(trader).send(data, kind, query)
    assert (answer[0], answer[1]["code"]) == (status, code)


def test_uploads_are_the_organisations_own_and_need_their_permissions(trader, operator):
    machine = Machine(trader)
    _, upload = machine.send(as_csv([row()]))
    stranger = Machine(accounts.member(operator, "trader", country="NL"))
    for path in ("", "/faults", "/receipts", "/columns", "/faults.xlsx"):
        assert stranger.get(f"/{upload['id']}{path}").status_code == 404
    assert stranger.act("post", f"/{upload['id']}/cancellation", {})[0] == 404
    assert Machine(trader, "notices:read").send(as_csv([row()]))[0] == 403
    assert stranger.get("").json()["items"] == []


def test_templates_come_in_both_forms(trader):
    machine = Machine(trader)
    assert b"Reference" in machine.get("/templates/ecommerce_parcel?form=csv").content
    assert machine.get("/templates/advance_cargo").content.startswith(b"PK")
    assert machine.get("/templates/hold").status_code == 404
    columns = machine.get("/templates/advance_cargo/columns").json()["columns"]
    assert columns[0]["path"] == "reference"
