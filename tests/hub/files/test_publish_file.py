"""``manage.py publish_file``: a verdict for each message, under its own reference or under its position."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts import acting
from exchange.notices import selectors
from exchange.notices.models import Notice
from tests.exchange.intake.declarations import clean_cases, needs_shared_data, sample
from tests.factories import accounts
from tests.factories.accounts import Member

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


def publish(*files: Path, by: Member, reference: str = "own") -> list[dict[str, Any]]:
    out = StringIO()
    call_command(
        "publish_file", *map(str, files), "--as", str(by.id), "--json", "--reference", reference, stdout=out
    )
    return [json.loads(line) for line in out.getvalue().splitlines()]


def written(folder: Path, name: str, data: bytes) -> Path:
    (folder / name).write_bytes(data)
    return folder / name


def notices(of: Member) -> list[Notice]:
    with acting.as_organisation(of.id):
        return list(selectors.own_notices(publisher=of.id).order_by("id"))


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return written(tmp_path, "new.xml", sample("new_by_sea.xml"))


@pytest.fixture
def amendment(tmp_path: Path) -> Path:
    return written(tmp_path, "amendment.xml", sample("amendment_by_air.xml"))


def test_a_new_declaration_becomes_a_notice_under_its_lrn(trader: Member, new: Path) -> None:
    (outcome,) = publish(new, by=trader)
    (notice,) = notices(trader)
    assert outcome["verdict"] == "accepted"
    assert (outcome["file"], outcome["index"]) == ("new.xml", 1)
    assert (outcome["notice"], outcome["reference"]) == (notice.number, "HBR-2026-000871")
    assert notice.reference == "HBR-2026-000871"
    assert not notice.opened_by_amendment


def test_the_same_file_again_is_the_same_notice(trader: Member, new: Path) -> None:
    (first,) = publish(new, by=trader)
    (second,) = publish(new, by=trader)
    assert (second["verdict"], second["notice"]) == ("repeated", first["notice"])


def test_another_declaration_under_the_same_lrn_is_a_conflict(
    trader: Member, new: Path, tmp_path: Path
) -> None:
    other = written(tmp_path, "other.xml", sample("new_by_sea.xml").replace(b"brass", b"steel"))
    first, second = publish(new, other, by=trader)
    assert second["verdict"] == "conflict"
    assert second["findings"][0]["code"] == "reference-in-use"
    assert first["notice"] in second["findings"][0]["message"]


def test_an_amendment_whose_original_is_unknown_is_refused(trader: Member, amendment: Path) -> None:
    (outcome,) = publish(amendment, by=trader)
    assert (outcome["verdict"], outcome["notice"]) == ("refused", None)
    assert outcome["findings"][0]["code"] == "unknown-mrn"
    assert notices(trader) == []


def test_by_position_each_message_opens_a_notice_and_amendments_are_marked(
    trader: Member, new: Path, amendment: Path, tmp_path: Path
) -> None:
    other = written(tmp_path, "other.xml", sample("new_by_sea.xml").replace(b"brass", b"steel"))
    outcomes = publish(new, other, amendment, by=trader, reference="position")
    assert [outcome["verdict"] for outcome in outcomes] == ["accepted"] * 3
    assert [(notice.reference, notice.mrn, notice.opened_by_amendment) for notice in notices(trader)] == [
        ("new.xml#1", "", False),
        ("other.xml#1", "", False),
        ("amendment.xml#1", "26GBA0F7K2M9Q4T8W5", True),
    ]


def test_an_amendment_replaces_the_current_version_of_the_notice_with_its_mrn(
    trader: Member, amendment: Path, tmp_path: Path
) -> None:
    (opened,) = publish(amendment, by=trader, reference="position")
    later = written(tmp_path, "later.xml", sample("amendment_by_air.xml").replace(b"lenses", b"bodies"))
    same, changed, again = publish(amendment, later, later, by=trader)
    assert (same["verdict"], same["version"]) == ("repeated", 1)
    assert (changed["verdict"], changed["notice"], changed["version"]) == ("accepted", opened["notice"], 2)
    assert (again["verdict"], again["version"]) == ("repeated", 2)


def test_an_amendment_that_may_mean_several_notices_is_a_conflict(
    trader: Member, amendment: Path, tmp_path: Path
) -> None:
    other = written(tmp_path, "other.xml", sample("amendment_by_air.xml").replace(b"lenses", b"bodies"))
    publish(amendment, other, by=trader, reference="position")
    (outcome,) = publish(amendment, by=trader)
    assert (outcome["verdict"], outcome["findings"][0]["code"]) == ("conflict", "ambiguous-mrn")


def test_faults_are_told_by_line_and_path_and_nothing_is_kept(trader: Member, tmp_path: Path) -> None:
    faulty = written(tmp_path, "faulty.xml", sample("with_faults.xml"))
    broken = written(tmp_path, "broken.xml", b"<a>\n<b></a>")
    first, second = publish(broken, faulty, by=trader)
    assert (first["verdict"], first["findings"][0]["place"]) == ("refused", "line 2")
    assert second["verdict"] == "refused"
    assert second["findings"][3] == {
        "code": "leading-zeros",
        "place": "line 11, /ie:CC315A[1]/HEAHEA[1]/TotNumOfIteHEA305[1]",
        "message": "Write the number without leading zeros.",
    }
    assert notices(trader) == []


def test_what_customs_law_allows_is_only_remarked_upon(trader: Member, tmp_path: Path) -> None:
    file = written(tmp_path, "new.xml", sample("new_by_sea.xml").replace(b">SG</CouOfRou", b">QZ</CouOfRou"))
    (outcome,) = publish(file, by=trader)
    assert outcome["verdict"] == "accepted"
    assert [finding["place"] for finding in outcome["findings"]] == [
        "line 76, /ie:CC315A[1]/ITI[2]/CouOfRouCodITI1[1]"
    ]


def test_a_trader_without_standing_publishes_nothing(operator: Member, new: Path) -> None:
    stranger = accounts.member(operator, "trader", country="US", region="AMS")
    (outcome,) = publish(new, by=stranger)
    assert (outcome["verdict"], outcome["findings"][0]["code"]) == ("refused", "no-standing")


def test_a_folder_stands_for_its_files_and_namesakes_keep_their_folders(
    trader: Member, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder, goods in (("one", b"brass"), ("two", b"steel")):
        (tmp_path / folder).mkdir()
        written(tmp_path / folder, "new.xml", sample("new_by_sea.xml").replace(b"brass", goods))
    monkeypatch.chdir(tmp_path)
    outcomes = publish(Path("one"), Path("two"), by=trader, reference="position")
    assert [(outcome["file"], outcome["reference"]) for outcome in outcomes] == [
        ("one/new.xml", "one/new.xml#1"),
        ("two/new.xml", "two/new.xml#1"),
    ]


def test_whatever_a_file_is_called_its_position_is_a_reference_and_the_same_again(
    trader: Member, tmp_path: Path
) -> None:
    name = "declaration of the twelfth of the month, " * 4 + ".XML"
    written(tmp_path, name, sample("new_by_sea.xml"))
    (first,) = publish(tmp_path, by=trader, reference="position")
    (again,) = publish(tmp_path / name, by=trader, reference="position")
    assert (first["verdict"], again["verdict"]) == ("accepted", "repeated")
    assert len(first["reference"]) <= 70
    assert first["reference"].endswith("month, .XML#1")


def test_a_folder_without_declarations_is_told(trader: Member, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"no \.xml file"):
        publish(tmp_path, by=trader)


@pytest.mark.parametrize("wanted", ["Harbour Forwarding", "nobody", "00000000-0000-7000-8000-000000000000"])
def test_the_publisher_is_named_by_id_identifier_or_name(trader: Member, new: Path, wanted: str) -> None:
    if wanted == "Harbour Forwarding":
        call_command("publish_file", str(new), "--as", wanted, stdout=(out := StringIO()))
        assert out.getvalue().endswith("1 accepted, 0 repeated, 0 conflict, 0 refused\n")
    else:
        with pytest.raises(CommandError, match="No member has"):
            call_command("publish_file", str(new), "--as", wanted)


def test_the_file_s_bytes_are_kept_beside_the_content(trader: Member, new: Path) -> None:
    publish(new, by=trader)
    with acting.as_pipeline(), acting.connection().cursor() as cursor:
        cursor.execute("SELECT original FROM notices_content")
        assert [bytes(original) for (original,) in cursor.fetchall()] == [sample("new_by_sea.xml")]


@needs_shared_data
def test_every_declaration_that_customs_accepts_becomes_a_notice_by_position(
    trader: Member, tmp_path: Path
) -> None:
    declarations = [case["xml"] for case in clean_cases()]
    for number, xml in enumerate(declarations):
        written(tmp_path, f"{number:04}.xml", xml.encode())
    outcomes = publish(tmp_path, by=trader, reference="position")
    assert {outcome["verdict"] for outcome in outcomes} == {"accepted"}
    assert len({outcome["notice"] for outcome in outcomes}) == len(declarations) == 779
