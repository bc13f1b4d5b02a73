"""An upload from its file to its notices: read, checked, confirmed, published, and never lost or doubled."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import openpyxl
import pytest
from django.db import connections

from accounts import acting
from accounts.errors import Conflict, Forbidden, Invalid, NotFound
from accounts.organisations import roles
from accounts.organisations import selectors as organisations
from exchange import pipeline, uploading
from exchange.intake import documents, selectors, states
from exchange.intake import services as intake
from exchange.intake.exports import corrections
from exchange.intake.models import Chunk, FaultyLine, Piece, Upload
from exchange.notices import selectors as notices
from exchange.notices import services as published_services
from exchange.notices.drafts import Draft
from exchange.uploading import Chosen, Said, reading, whole
from exchange.uploading.apart import Apart
from tests.factories import accounts
from tests.factories.uploads import (
    GOOD,
    as_csv,
    as_workbook,
    cells,
    confirmed,
    counts,
    current,
    faults,
    received,
    row,
    saved,
    worked,
)

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)

HEADER = list(GOOD)


def published(by) -> list[str]:
    with acting.as_organisation(by.id):
        return sorted(notices.own_notices(publisher=by.id).values_list("reference", flat=True))


def several(count: int, **changes):
    return [row(reference=f"UP-{n:04}", **changes) for n in range(count)]


def test_good_rows_are_published_once_they_are_confirmed_and_not_before(publisher):
    upload = worked(received(as_csv(several(2)), publisher), publisher)
    assert (upload.state, published(publisher)) == (states.CHECKED, [])
    upload = confirmed(upload, publisher)
    assert (upload.state, published(publisher)) == (states.PUBLISHED, ["UP-0000", "UP-0001"])
    assert pipeline.route() == 2
    with acting.as_organisation(publisher.id):
        receipts = selectors.receipts(upload)
    assert [(one[0], one[1]) for one in receipts] == [(2, "UP-0000"), (3, "UP-0001")]


def test_every_fault_of_a_row_names_its_row_and_column_at_once(publisher):
    rows = [
        row(),
        row(reference="UP-2", hs="63022", mode="99"),
        row(reference="", gross="1,234"),
        row(reference="UP-4", goods="", hs=""),
        row(reference="1.23E+15"),
    ]
    upload = worked(received(as_csv(rows), publisher), publisher)
    assert faults(upload, publisher) == [
        (3, HEADER.index("Mode of transport"), "unknown-mode"),
        (3, HEADER.index("HS code"), "leading-zeros-lost"),
        (4, HEADER.index("Reference"), "missing-reference"),
        (4, HEADER.index("Gross mass in kg"), "comma-unclear"),
        (5, None, "item-not-described"),
        (6, HEADER.index("Reference"), "digits-lost"),
    ]
    assert (counts(upload, publisher).good, counts(upload, publisher).faulty) == (1, 4)


def test_a_workbook_of_mistakes_says_what_to_do_about_each(publisher):
    rows = cells([row(), row(reference="UP-2", hs=9013), row(reference="UP-3", estimated="22/12/2026")])
    rows[1][HEADER.index("Consignor: Name")] = "#REF!"
    upload = worked(received(as_workbook(rows), publisher, name="cargo.xlsx"), publisher)
    assert [(one[0], one[2]) for one in faults(upload, publisher)] == [
        (2, "error-cell"),
        (3, "leading-zeros-lost"),
        (4, "date-as-text"),
    ]


def test_the_workbook_of_faults_is_corrected_and_uploaded_as_it_is(publisher):
    phone = "+49 30 555 01 20"
    header = [*HEADER, "Consignor: Telephone"]
    rows = [
        {**row(reference=f"UP-{n}", hs=hs), header[-1]: phone} for n, hs in enumerate(["630221", "90130"])
    ]
    upload = worked(received(as_csv(rows), publisher), publisher)
    file = io.BytesIO()
    with acting.as_organisation(publisher.id):
        corrections.write(file, upload, corrections.lines_of(upload))
    book = openpyxl.load_workbook(file)
    sheet = book.active
    assert [cell.value for cell in sheet[1]] == [*header, "Fault"]
    wrong = sheet.cell(2, HEADER.index("HS code") + 1)
    assert (wrong.value, wrong.fill.fill_type, wrong.number_format) == ("90130", "solid", "@")
    assert "HS code: 90130 lacks a digit" in sheet.cell(2, len(header) + 1).value
    assert sheet.cell(2, len(header)).value == f"'{phone}"
    wrong.value = "090130"
    corrected = io.BytesIO()
    book.save(corrected)
    again = worked(received(corrected.getvalue(), publisher, name="corrected.xlsx"), publisher)
    assert (again.state, faults(again, publisher)) == (states.CHECKED, [])
    confirmed(again, publisher)
    with acting.as_organisation(publisher.id):
        (notice,) = notices.own_notices(publisher=publisher.id)
        (content,) = notices.own_content([one.id for one in notices.versions(notice)]).values()
    assert content["consignor"]["contact"]["phone"] == phone
    assert content["items"][0]["hs_code"] == "090130"


def test_all_or_nothing_is_not_for_files_with_faults(publisher):
    upload = worked(received(as_csv([row(), row(reference="UP-2", mode="99")]), publisher), publisher)
    with pytest.raises(Conflict, match="has-faulty-rows"):
        confirmed(upload, publisher, mode="all")
    assert published(publisher) == []


@pytest.mark.parametrize(
    ("mode", "state", "held"), [("all", states.STOPPED, 2), ("good", states.PUBLISHED, 5)]
)
def test_what_is_refused_only_when_publishing_leaves_nothing_of_all_or_is_left_out(
    publisher, monkeypatch, mode, state, held
):
    monkeypatch.setattr(reading, "LINES_IN_CHUNK", 2)
    upload = worked(received(as_csv(several(5)), publisher), publisher)
    taken = [row(reference=f"UP-{n:04}", goods="Something else") for n in (1, 4)]
    confirmed(worked(received(as_csv(taken), publisher, name="other.csv"), publisher), publisher)
    upload = confirmed(upload, publisher, mode=mode)
    assert (upload.state, len(published(publisher))) == (state, held)
    reference = HEADER.index("Reference")
    assert faults(upload, publisher) == [(n, reference, "reference-in-use") for n in (3, 6)]
    assert counts(upload, publisher).accepted == held - 2


def test_all_or_nothing_is_seen_by_nobody_before_its_end_and_leaves_nothing_when_cancelled_or_killed(
    publisher, monkeypatch
):
    monkeypatch.setattr(reading, "LINES_IN_CHUNK", 2)
    upload = worked(received(as_csv(several(6)), publisher), publisher)
    caller = accounts.caller(publisher, "publisher")
    with acting.as_organisation(publisher.id, person=caller.person):
        uploading.confirm(upload=upload.id, mode="all", by=caller)
    real, seen = whole.accept, []

    def watched(chunk, **more):
        answer = real(chunk, **more)
        with ThreadPoolExecutor(1) as other:
            seen.append(other.submit(_from_outside, upload, publisher).result())
        if len(seen) == 2:
            raise Killed
        return answer

    monkeypatch.setattr(whole, "accept", watched)
    with pytest.raises(Killed):
        uploading.work(seconds=60)
    assert seen == [(0, 0, []), (0, 2, [])]
    upload = worked(upload, publisher)
    assert seen[2:] == [(0, 0, []), (0, 2, []), (0, 4, [])]
    assert (upload.state, len(published(publisher)), pipeline.route()) == (states.PUBLISHED, 6, 6)

    upload = worked(received(as_csv(several(9)), publisher), publisher)
    with acting.as_organisation(publisher.id, person=caller.person):
        uploading.confirm(upload=upload.id, mode="all", by=caller)
    monkeypatch.setattr(
        whole, "accept", lambda chunk, **more: (_cancel(upload, publisher), real(chunk, **more))[1]
    )
    upload = worked(upload, publisher)
    assert (upload.state, len(published(publisher)), counts(upload, publisher).accepted) == (
        states.CANCELLED,
        6,
        0,
    )


def _from_outside(upload, by):
    """As another process sees it: what the router finds, how far it is told to be, what the publisher has."""
    try:
        return pipeline.route(), counts(current(upload, by), by).done, published(by)
    finally:
        connections.close_all()


def _cancel(upload, by):
    with ThreadPoolExecutor(1) as other:
        other.submit(_cancelled, upload, by).result()


def _cancelled(upload, by):
    caller = accounts.caller(by, "publisher")
    try:
        with acting.as_organisation(by.id, person=caller.person):
            uploading.cancel(upload=upload.id, by=caller)
    finally:
        connections.close_all()


def test_what_is_held_already_is_recognised_and_other_content_is_told_in_the_check(publisher):
    confirmed(worked(received(as_csv(several(2)), publisher), publisher), publisher)
    rows = [*several(3), row(reference="UP-0001", goods="Something else")]
    upload = worked(received(as_csv(rows[:1] + rows[2:]), publisher), publisher)
    assert (counts(upload, publisher).repeated, counts(upload, publisher).good) == (1, 2)
    assert [one[2] for one in faults(upload, publisher)] == ["reference-in-use"]


@pytest.mark.parametrize("mode", ["good", "all"])
def test_a_notice_whose_rows_stand_apart_is_published_with_all_of_them_or_not_at_all(
    publisher, monkeypatch, mode
):
    monkeypatch.setattr(reading, "LINES_IN_CHUNK", 2)
    rows = [*several(5), row(reference="UP-0001", item=2), row(reference="UP-0003", item=2, mode="99")]
    rows += [row(reference="LAST"), row(reference="UP-0001", item=3)]
    upload = received(as_csv(rows[:6] + rows[7:] if mode == "all" else rows), publisher)
    keep, put_together = reading._keep_chunk, Apart.put_together

    def checked_meanwhile(*given):
        keep(*given)
        with ThreadPoolExecutor(1) as other:
            other.submit(_working).result()

    def dies(apart, *given, **more):
        put_together(apart, *given, **more)
        raise Killed

    monkeypatch.setattr(reading, "_keep_chunk", checked_meanwhile)
    monkeypatch.setattr(Apart, "put_together", dies)
    with pytest.raises(Killed):
        uploading.work(seconds=60)
    monkeypatch.setattr(Apart, "put_together", put_together)
    with acting.as_organisation(publisher.id):
        assert Chunk.objects.filter(upload_id=upload.id, checked_at__isnull=False).count() == 3
        Upload.objects.filter(id=upload.id).update(leased_until=None)
    upload = worked(upload, publisher)
    assert [one["code"] for one in upload.remarks] == ["rows-apart"]
    faulty = [] if mode == "all" else [(8, HEADER.index("Mode of transport"), "rows-differ")]
    assert faults(upload, publisher) == faulty
    with acting.as_organisation(publisher.id):
        kept = [[number for number, _ in line.rows] for line in selectors.faulty_lines(upload)]
    assert kept == ([] if mode == "all" else [[5, 8]])
    upload = confirmed(upload, publisher, mode=mode)
    whole = ["LAST", "UP-0000", "UP-0001", "UP-0002", "UP-0003", "UP-0004"]
    assert published(publisher) == [one for one in whole if mode == "all" or one != "UP-0003"]
    with acting.as_organisation(publisher.id):
        receipts = selectors.receipts(upload, limit=2)
        receipts += selectors.receipts(upload, after=receipts[-1][0])
        notice = notices.own_notices(publisher=publisher.id).get(reference="UP-0001")
        (content,) = notices.own_content([one.id for one in notices.versions(notice)]).values()
    assert [one[1] for one in receipts] == [*published(publisher)[1:], "LAST"]
    assert [item["sequence"] for item in content["items"]] == [1, 2, 3]


def _working():
    try:
        uploading.work(seconds=60)
    finally:
        connections.close_all()


def test_a_new_header_waits_for_its_columns_which_are_remembered(publisher):
    def file(reference):
        return f"Ref;Way;Who;Goods\n{reference};1;NL854120099;Tea\n".encode()

    upload = worked(received(file("A-1"), publisher), publisher)
    assert (upload.state, upload.sample[0]) == (states.UNMAPPED, ["A-1", "1", "NL854120099", "Tea"])
    chosen = {
        "reference": 0,
        "/transport/mode": 1,
        "/declarant/identifier": 2,
        "/items/*/description": 3,
    }
    caller = accounts.caller(publisher, "publisher")
    with acting.as_organisation(publisher.id, person=caller.person):
        uploading.map_columns(upload=upload.id, chosen=Chosen(chosen), by=caller)
    upload = worked(upload, publisher)
    assert (upload.state, faults(upload, publisher)) == (states.CHECKED, [])
    assert worked(received(file("A-2"), publisher), publisher).state == states.CHECKED
    with (
        acting.as_organisation(publisher.id, person=caller.person),
        pytest.raises(Exception, match="invalid-mapping"),
    ):
        uploading.map_columns(upload=upload.id, chosen=Chosen({"/no/such": 0}), by=caller)


def test_encoding_decimal_sign_and_what_every_row_says_are_told_once_and_remembered(publisher):
    def file(reference):
        rows = [
            b"Ref;Shipper;Goods;Kilos",
            f"{reference};Чай Байкал;Tea;1.250".encode("windows-1251"),
        ]
        return b"\n".join(rows)

    caller = accounts.caller(publisher, "publisher")
    upload = worked(received(file("A-1"), publisher), publisher)
    assert (upload.state, upload.read_as) == (
        states.UNMAPPED,
        {"encoding": "windows-1252", "delimiter": "semicolon"},
    )
    with acting.as_organisation(publisher.id, person=caller.person):
        uploading.read_anew(upload=upload.id, reading=Said(encoding="windows-1251"), by=caller)
    upload = worked(upload, publisher)
    assert (upload.state, upload.sample) == (states.UNMAPPED, [["A-1", "Чай Байкал", "Tea", "1.250"]])
    columns = {
        "reference": 0,
        "/consignor/name": 1,
        "/items/*/description": 2,
        "/items/*/gross_mass": 3,
    }
    same = {"/declarant/identifier": "NL854120099", "/transport/mode": "1"}
    for wrong, told in (
        ({"/transport/mode": "#REF!"}, "error-cell"),
        ({"/transport/mode": "99"}, "unknown-mode"),
        ({"/declarant/identifier": "X" * 40}, "too-long"),
        ({"/items/*/value/amount": "1.2.3"}, "not-a-number"),
        ({"/consignor/name": "X"}, "in-a-column"),
    ):
        with (
            acting.as_organisation(publisher.id, person=caller.person),
            pytest.raises(Invalid) as refused,
        ):
            uploading.map_columns(upload=upload.id, chosen=Chosen(columns, wrong), by=caller)
        assert [one.code for one in refused.value.faults] == [told]
    with acting.as_organisation(publisher.id, person=caller.person):
        uploading.map_columns(upload=upload.id, chosen=Chosen(columns, same, "point"), by=caller)
    for reference in ("A-1", "A-2"):
        upload = upload if reference == "A-1" else received(file(reference), publisher)
        upload = worked(upload, publisher)
        assert (upload.state, faults(upload, publisher)) == (states.CHECKED, [])
        confirmed(upload, publisher)
    with acting.as_organisation(publisher.id):
        for notice in notices.own_notices(publisher=publisher.id):
            (content,) = notices.own_content([one.id for one in notices.versions(notice)]).values()
            assert (content["consignor"]["name"], content["items"][0]["gross_mass"]) == (
                "Чай Байкал",
                "1.250",
            )
            assert (content["declarant"]["identifier"], content["transport"]["mode"]) == ("NL854120099", "1")


def test_of_several_visible_sheets_the_known_one_is_read_or_the_one_that_is_named(publisher):
    book = openpyxl.Workbook()
    for name, rows in (
        ("Notes", [["What to do"], ["Nothing"]]),
        ("Cargo", cells([row()])),
        ("More", cells([row(reference="UP-2")])),
    ):
        sheet = book.create_sheet(name)
        for one in rows:
            sheet.append(one)
    upload = worked(received(saved(book), publisher, name="cargo.xlsx"), publisher)
    assert (upload.state, upload.read_as) == (
        states.CHECKED,
        {"sheet": "Cargo", "sheets": ["Notes", "Cargo", "More"]},
    )
    caller = accounts.caller(publisher, "publisher")
    for wanted, state in (("Gone", states.REFUSED), ("More", states.CHECKED)):
        with acting.as_organisation(publisher.id, person=caller.person):
            uploading.read_anew(upload=upload.id, reading=Said(sheet=wanted), by=caller)
        upload = worked(upload, publisher)
        assert upload.state == state
    confirmed(upload, publisher)
    assert published(publisher) == ["UP-2"]


def test_the_same_file_or_the_same_form_again_is_the_same_upload(publisher):
    first = received(as_csv([row()]), publisher, key="once")
    assert received(as_csv([row()]), publisher).id == first.id
    assert received(as_csv([row(reference="OTHER")]), publisher, key="once").id == first.id
    with acting.as_organisation(publisher.id, person=publisher.administrator.pk):
        assert Upload.objects.count() == 1
        uploading.cancel(upload=first.id, by=accounts.caller(publisher, "publisher"))
    assert received(as_csv([row()]), publisher).id != first.id


def test_a_cancelled_upload_keeps_what_is_published_and_publishes_no_more(publisher, monkeypatch):
    monkeypatch.setattr(reading, "LINES_IN_CHUNK", 2)
    upload = worked(received(as_csv(several(6)), publisher), publisher)
    caller = accounts.caller(publisher, "publisher")
    with acting.as_organisation(publisher.id, person=caller.person):
        uploading.confirm(upload=upload.id, mode="good", by=caller)
    uploading.work(seconds=0)
    with acting.as_organisation(publisher.id, person=caller.person):
        uploading.cancel(upload=upload.id, by=caller)
    upload = worked(upload, publisher)
    assert (upload.state, published(publisher)) == (states.CANCELLED, ["UP-0000", "UP-0001"])
    with (
        acting.as_organisation(publisher.id, person=caller.person),
        pytest.raises(Conflict, match="wrong-state"),
    ):
        uploading.confirm(upload=upload.id, mode="good", by=caller)


class Killed(BaseException):
    """Nothing catches it, as nothing catches a kill."""


def test_a_worker_killed_anywhere_loses_and_doubles_nothing(publisher, monkeypatch):
    monkeypatch.setattr(reading, "LINES_IN_CHUNK", 2)
    monkeypatch.setattr(reading, "_LEASE", timedelta(0))
    rows = several(9)
    rows[4] = row(reference="UP-0004", mode="99")

    def killing(module, name, *, after: int):
        """The function, which dies in its ``after``-th call, having done its work but before the commit."""
        real, calls = getattr(module, name), []

        def dies(*args, **more):
            answer = real(*args, **more)
            calls.append(1)
            if len(calls) == after:
                monkeypatch.setattr(module, name, real)
                raise Killed
            return answer

        monkeypatch.setattr(module, name, dies)

    upload = received(as_csv(rows), publisher)
    for name in ("add_chunk", "keep_check"):
        for after in (1, 2):
            killing(intake, name, after=after)
            with pytest.raises(Killed):
                uploading.work(seconds=60)
    upload = worked(upload, publisher)
    assert (upload.state, counts(upload, publisher).good, counts(upload, publisher).lines) == (
        states.CHECKED,
        8,
        9,
    )
    caller = accounts.caller(publisher, "publisher")
    with acting.as_organisation(publisher.id, person=caller.person):
        uploading.confirm(upload=upload.id, mode="good", by=caller)
    for module, name in ((published_services, "publish"), (intake, "keep_publication"), (intake, "move")):
        killing(module, name, after=1)
        with pytest.raises(Killed):
            uploading.work(seconds=60)
    upload = worked(upload, publisher)
    assert (upload.state, len(published(publisher)), counts(upload, publisher).accepted) == (
        states.PUBLISHED,
        8,
        8,
    )


def test_a_file_over_which_the_hub_breaks_is_given_up_and_keeps_no_other_waiting(publisher, monkeypatch):
    poisonous = received(as_csv([row(reference="POISON")]), publisher)
    other = received(as_csv([row(reference="OTHER")]), publisher)
    real = documents.Plan.build

    def breaks(plan, rows):
        if "POISON" in rows[0][1]:
            raise ZeroDivisionError
        return real(plan, rows)

    monkeypatch.setattr(documents.Plan, "build", breaks)
    for _ in range(5):
        uploading.work(seconds=60)
    assert current(other, publisher).state == states.CHECKED
    given_up = current(poisonous, publisher)
    assert (given_up.state, given_up.fault["code"]) == (states.REFUSED, "internal-error")


def test_what_was_left_out_is_settled_once_its_references_are_accepted(publisher, settings):
    def held():
        with acting.as_organisation(publisher.id):
            return [one.id for one in selectors.needing(organisation=publisher.id)], selectors.counts(upload)

    taken = as_csv([row(reference="UP-3", goods="Something else")])
    confirmed(worked(received(taken, publisher, name="other.csv"), publisher), publisher)
    rows = [row(), row(reference="UP-2", mode="99"), row(reference="UP-3")]
    upload = confirmed(worked(received(as_csv(rows), publisher), publisher), publisher)
    assert held() == ([upload.id], counts(upload, publisher))
    assert (counts(upload, publisher).left_out, counts(upload, publisher).mended) == (2, 0)
    corrected = as_csv([row(reference="UP-2")])
    confirmed(worked(received(corrected, publisher, name="corrected.csv"), publisher), publisher)
    needing, counted = held()
    assert (needing, counted.left_out, counted.mended) == ([upload.id], 1, 1)
    caller = accounts.caller(publisher, "publisher")
    with acting.as_organisation(publisher.id, person=caller.person):
        notice = notices.own_notices(publisher=publisher.id).get(reference="UP-3")
        (content,) = notices.own_content([one.id for one in notices.versions(notice)]).values()
        content["items"][0]["description"] = "Cotton bed linen, printed"
        pipeline.amend(Draft(notice.type, "UP-3", content), replaces=1, by=caller, number=notice.number)
        since = selectors.accepted_since(list(selectors.faulty_lines(upload)))
    assert since[4] == notice.number
    needing, counted = held()
    assert (needing, counted.left_out, counted.mended) == ([], 0, 2)
    settings.HUB_UPLOAD_DAYS = 0
    uploading.tidy()
    assert counts(current(upload, publisher), publisher).mended == 2


def test_who_may_no_longer_publish_stops_what_was_confirmed(publisher, trader):
    upload = worked(received(as_csv([row()]), publisher), publisher)
    caller = accounts.caller(publisher, "publisher")
    with acting.as_organisation(publisher.id, person=caller.person):
        uploading.confirm(upload=upload.id, mode="good", by=caller)
    with accounts.acting_for(trader) as at:
        (held,) = organisations.active_roles(person=publisher.administrator.pk, at=at)
        roles.end_role(membership=held, by=trader.caller, at=at)
    upload = worked(upload, publisher)
    assert (upload.state, upload.fault["code"], published(publisher)) == (
        states.STOPPED,
        "may-not-publish",
        [],
    )


def test_without_standing_a_file_is_checked_and_not_published(operator, publisher):
    other = accounts.member(operator, "trader", country="NL")
    clerk = accounts.person(other, "publisher")
    upload = received(as_csv([row()]), other, person=clerk)
    uploading.work(seconds=60)
    assert current(upload, other).state == states.CHECKED
    caller = accounts.caller(other, "publisher", person=clerk)
    with acting.as_organisation(other.id, person=clerk.pk), pytest.raises(Forbidden, match="no-standing"):
        uploading.confirm(upload=upload.id, mode="good", by=caller)


def test_files_and_rows_are_removed_some_days_after_the_end_and_the_history_stays(publisher, settings):
    done = confirmed(
        worked(received(as_csv([row(), row(reference="B", mode="99")]), publisher), publisher), publisher
    )
    waiting = worked(received(b"Ref,Way\nA,1\n", publisher), publisher)
    settings.HUB_UPLOAD_DAYS = 0
    uploading.tidy()
    uploading.tidy()
    done, waiting = current(done, publisher), current(waiting, publisher)
    assert (done.state, waiting.state) == (states.PUBLISHED, states.EXPIRED)
    assert done.removed_at is not None
    with acting.as_organisation(publisher.id):
        assert not any(model.objects.exists() for model in (Piece, Chunk, FaultyLine))
    assert (counts(done, publisher).accepted, counts(done, publisher).faulty) == (1, 1)


def test_anothers_upload_is_as_absent_as_none(publisher, authority):
    upload = received(as_csv([row()]), publisher)
    with acting.as_organisation(authority.id), pytest.raises(NotFound):
        selectors.upload(upload.id, organisation=authority.id)
