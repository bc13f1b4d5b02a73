"""Code lists: packaged seeds, imported editions in their place, and how complete they claim to be."""

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from django.core.management import call_command
from django.db import Error, connections

from accounts import acting
from accounts.errors import Malformed, NotFound
from exchange.catalogue import codelists, listfiles, selectors, services
from exchange.catalogue.models import CodeEntry, CodeListEdition
from tests.exchange.catalogue.documents import changed, sample

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)
SHARED = Path(__file__).parents[4] / "shared" / "data" / "codelists"
PLACES = """\
,NL,,NETHERLANDS,,,,,,,,
,NL,RTM,Rotterdam,Rotterdam,ZH,12345---,AF,0901,,5155N 00430E,
+,DK,AAR,Århus,Arhus,82,1-345---,AF,0001,,5609N 01013E,
X,NL,OLD,Gone,Gone,ZH,--3-----,RL,0901,,,
"""


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    codelists.look_again()
    yield
    codelists.look_again()


def _file(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def _import_places(path: Path) -> None:
    call_command("import_unlocode", path, "--edition", "2024-2")


def _errors(changes: dict[str, object]) -> set[tuple[str, str]]:
    with acting.as_nobody():
        found = services.check("advance_cargo", changed(sample("advance_cargo"), dict(changes)))
    return {(fault.place, fault.code) for fault in found.errors}


def test_the_packaged_seeds_are_well_formed() -> None:
    lists = codelists.packaged()
    assert len(lists["countries"].codes) == 251
    assert 250 < len(lists["unlocode"].codes) < 500
    assert len(lists["hs"].codes) == 98
    for name in ("unlocode", "hs", "modes", "packages", "units", "means", "transport_documents"):
        held = lists[name]
        assert held.codes.keys() == held.labels.keys()
        assert all(code.isascii() and code.isalnum() and label for code, label in held.labels.items()), name
    for code, functions in lists["unlocode"].codes.items():
        assert code[:2] in lists["countries"].codes
        assert functions in ("1", "4", "14")


def test_an_imported_edition_takes_the_place_of_the_seed(tmp_path: Path) -> None:
    assert (
        _errors({"/discharge_place": {"unlocode": "DKAAR"}, "/loading_place": {"unlocode": "NLSXX"}}) == set()
    )
    _import_places(_file(tmp_path, "part.csv", PLACES))
    assert _errors({"/discharge_place": {"unlocode": "DKAAR"}, "/loading_place": {"unlocode": "NLSXX"}}) == {
        ("/loading_place/unlocode", "unknown-place")
    }
    with acting.as_nobody():
        held = codelists.current()["unlocode"]
    assert (held.codes, held.complete, held.edition) == ({"NLRTM": "12345", "DKAAR": "1345"}, True, "2024-2")


def test_the_published_files_are_read_in_their_own_encoding_and_compressed(tmp_path: Path) -> None:
    plain = _file(tmp_path, "part1.csv", PLACES, encoding="cp1252")
    packed = tmp_path / "part2.csv.gz"
    packed.write_bytes(gzip.compress(("Change,Country,Location\n" + PLACES).encode()))
    for path in (plain, packed):
        rows = list(listfiles.unlocode([path]))
        assert [(row.code, row.label, row.functions) for row in rows] == [
            ("NLRTM", "Rotterdam", "12345"),
            ("DKAAR", "Arhus", "1345"),
        ]
    assert rows[0].facts == {"subdivision": "ZH", "coordinates": "5155N 00430E"}


def test_importing_again_replaces_every_code(tmp_path: Path) -> None:
    _import_places(_file(tmp_path, "a.csv", PLACES))
    _import_places(_file(tmp_path, "b.csv", PLACES.splitlines()[1]))
    with acting.as_nobody():
        assert list(codelists.current()["unlocode"].codes) == ["NLRTM"]
        assert CodeEntry.objects.count() == 1
        assert CodeListEdition.objects.count() == 1


def test_with_the_full_nomenclature_unknown_subheadings_are_refused(tmp_path: Path) -> None:
    path = _file(tmp_path, "hs.csv", "hscode,description\n63,Textiles\n6302,Linen\n630221,Bed linen\n")
    call_command("import_codelist", "hs", path, "--code", "hscode", "--label", "description")
    assert _errors({"/items/1/hs_code": "6302999999", "/items/4/hs_code": "330530"}) >= {
        ("/items/1/hs_code", "unknown-commodity-code"),
        ("/items/4/hs_code", "bad-commodity-code"),
    }
    assert ("/items/0/hs_code", "unknown-commodity-code") not in _errors({"/items/0/hs_code": "63022100"})


def test_with_full_lists_other_codes_do_not_exist(tmp_path: Path) -> None:
    path = _file(tmp_path, "list.csv", "code,label\nXX,One\n")
    for name in ("packages", "means", "transport_documents"):
        call_command("import_codelist", name, path)
    found = {code for _, code in _errors({})}
    assert found == {"unknown-package", "unknown-means", "unknown-transport-document"}


def test_a_file_of_another_kind_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    path = _file(tmp_path, "other.csv", "a,b\n1,2\n")
    with pytest.raises(Malformed):
        _import_places(path)
    with pytest.raises(Malformed):
        call_command("import_codelist", "hs", path)
    with acting.as_nobody():
        assert not CodeListEdition.objects.exists()


def test_only_the_owner_writes_code_lists(tmp_path: Path) -> None:
    _import_places(_file(tmp_path, "part.csv", PLACES))
    for context in (acting.as_nobody, acting.as_pipeline):
        with pytest.raises(Error) as refused, context():
            CodeEntry.objects.filter(code="NLRTM").delete()
        assert isinstance(refused.value.__cause__, psycopg2.errors.InsufficientPrivilege)
    connections.close_all()


def test_codes_are_found_by_beginning_and_by_label(tmp_path: Path) -> None:
    with acting.as_nobody():
        assert [code.code for code in selectors.codes("unlocode", containing="nlr")] == ["NLRTM"]
        assert [code.code for code in selectors.codes("unlocode", containing="rotter")] == ["NLRTM"]
        first = selectors.codes("countries", limit=3)
        assert [code.code for code in first] == ["AD", "AE", "AF"]
        assert selectors.codes("countries", after="AF", limit=1)[0].code == "AG"
    _import_places(_file(tmp_path, "part.csv", PLACES))
    with acting.as_nobody():
        assert [code.label for code in selectors.codes("unlocode", containing="dka")] == ["Arhus"]
        assert [code.code for code in selectors.codes("unlocode", containing="ROTTER")] == ["NLRTM"]
        assert [code.code for code in selectors.codes("unlocode", after="DKAAR")] == ["NLRTM"]
        with pytest.raises(NotFound):
            selectors.codes("no_such_list")


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared code lists are not here")
def test_every_seeded_code_stands_in_the_published_lists() -> None:
    lists = codelists.packaged()
    published = {row.code for row in listfiles.unlocode([SHARED / "unlocode.csv.gz"])}
    assert lists["unlocode"].codes.keys() <= published
    with gzip.open(SHARED / "hs2022.csv.gz", "rt", encoding="utf-8") as file:
        chapters = {row["hscode"] for row in csv.DictReader(file) if row["level"] == "2"}
    assert lists["hs"].codes.keys() - {"98", "99"} == chapters - {"99"}


@pytest.mark.scale
@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared code lists are not here")
def test_the_full_published_list_is_imported(tmp_path: Path) -> None:
    _import_places(SHARED / "unlocode.csv.gz")
    with acting.as_nobody():
        held = codelists.current()["unlocode"]
    assert len(held.codes) > 110_000
    assert "1" in held.codes["NLRTM"]
