"""Lists as files: the same rows as on the page, in parts, safe to open, and on the trail themselves."""

import csv
import io
import json

import pytest

from accounts import acting
from accounts.organisations import services as organisations
from accounts.trail.models import Entry
from hub.exports import listing
from tests.factories import accounts, notices
from tests.hub.api.callers import Machine
from tests.hub.portal.browsing import Browser, queries, signed_in

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


def table(browser: Browser, address: str, **query: str) -> list[dict[str, str]]:
    answer = browser.client.get(address, query, secure=True)
    assert answer.status_code == 200, answer.content
    assert answer["Content-Disposition"].startswith("attachment")
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))


def test_who_saw_what_is_taken_away_part_by_part_narrowed_and_noted(
    trader, authority, agreement, operator, monkeypatch
):
    monkeypatch.setattr(listing, "_AT_ONCE", 1)
    numbers = [notices.published(trader, f"D-{n}") for n in range(3)]
    notices.opened(authority)
    auditor, stranger = signed_in(authority, "auditor"), accounts.member(operator, "authority", country="BE")
    rows = table(auditor, "/settings/register/csv/", channel="inbox")
    assert sorted(row["notice"] for row in rows) == sorted(numbers)
    assert {row["publisher_name"] for row in rows} == {trader.organisation.name}
    assert [row["at"] for row in rows] == sorted((row["at"] for row in rows), reverse=True)
    assert table(auditor, "/settings/register/csv/", channel="feed") == []
    assert table(signed_in(stranger, "auditor"), "/settings/register/csv/") == []
    machine = Machine(authority, "accounts:read")
    assert machine.get("disclosures/export").status_code == 403
    with acting.as_organisation(authority.id):
        taken = Entry.objects.filter(action="exported").order_by("id")
        assert [one.values for one in taken] == [
            {"list": "disclosure-register", "form": "csv", "channel": channel}
            for channel in ("inbox", "feed")
        ]


def test_the_trail_is_safe_to_open_in_a_spreadsheet_and_exact_as_lines(trader, operator):
    reason = '=HYPERLINK("https://evil.example","paid")'
    with accounts.acting_for(operator) as at:
        organisations.suspend(organisation=trader.organisation, reason=reason, by=operator.caller, at=at)
    with accounts.acting_for(operator) as at:
        organisations.resume(organisation=trader.organisation, reason="+1", by=operator.caller, at=at)
    keeper = signed_in(trader, "administrator")
    rows = table(keeper, "/settings/trail/csv/", kind="organisation")
    assert {"'" + reason, "'+1"} <= {row["reason"] for row in rows}
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]
    assert {row["by_person"] for row in rows if row["action"] == "suspended"} == {""}
    answer = keeper.client.get("/api/v1/trail/export", {"form": "jsonl"}, secure=True)
    lines = [json.loads(line) for line in answer.getvalue().splitlines()]
    assert reason in [one["reason"] for one in lines]
    # The file before this one is on the trail by now.
    assert lines[0]["action"] == "exported"


def test_receipts_of_the_notices_listed_are_taken_away_at_the_same_cost_for_more(
    trader, authority, agreement
):
    first, second = (notices.published(trader, reference) for reference in ("R-1", "@R-2"))
    notices.opened(authority)
    clerk = signed_in(trader, "publisher")
    rows = table(clerk, "/notices/receipts/csv/")
    assert [(row["notice"], row["reference"], row["state"]) for row in rows] == [
        (second, "'@R-2", "delivered"),
        (first, "R-1", "delivered"),
    ]
    assert {row["recipient_name"] for row in rows} == {authority.organisation.name}
    assert [row["notice"] for row in table(clerk, "/notices/receipts/csv/", q="R-1")] == [first]
    assert table(signed_in(authority, "auditor"), "/notices/receipts/csv/") == []
    for_two = queries(lambda: table(clerk, "/notices/receipts/csv/"))
    notices.published(trader, "R-3")
    assert queries(lambda: table(clerk, "/notices/receipts/csv/")) == for_two
    assert clerk.get("/notices/receipts/xlsx/").status == 404
