"""XML meant to do harm, or broken: refused with line and reason, never expanded, fetched or half read."""

import json
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from accounts.errors import Malformed
from exchange.intake import services
from tests.exchange.intake.declarations import SHARED, needs_shared_data, sample

# Each entity is twice the one before it: b is 2 of a, u would be a million.
BOMB = "<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {name} '&{before};&{before};'>" for before, name in pairwise("abcdefghijklmnopqrstu")
)
HOSTILE = {
    "nested entities": f"<!DOCTYPE x [{BOMB}]>\n<x>&u;</x>",
    "entity in an attribute": f"<!DOCTYPE x [{BOMB}]>\n<x a='&u;'/>",
    "local file": "<!DOCTYPE x [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><x>&f;</x>",
    "fetched entity": "<!DOCTYPE x [<!ENTITY f SYSTEM 'http://127.0.0.1:9/f'>]><x>&f;</x>",
    "parameter entity": "<!DOCTYPE x [<!ENTITY % p SYSTEM 'http://127.0.0.1:9/p'> %p;]><x/>",
    "external subset": "<!DOCTYPE x SYSTEM 'http://127.0.0.1:9/x.dtd'><x/>",
    "bare doctype": "<!DOCTYPE x><x/>",
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_types_and_entities_are_refused(name: str, encoding: str) -> None:
    with pytest.raises(Malformed) as refused:
        services.read_messages(
            f"<?xml version='1.0' encoding='{encoding}'?>\n{HOSTILE[name]}".encode(encoding)
        )
    assert (refused.value.code, refused.value.faults[0].place) == ("xml-dtd", "line 2")


@pytest.mark.parametrize("encoding", ["utf-7", "utf-32"])
def test_a_document_type_is_told_with_its_line_in_rare_encodings_too(encoding: str) -> None:
    with pytest.raises(Malformed) as refused:
        services.read_messages(
            f"<?xml version='1.0' encoding='{encoding}'?>\n<!DOCTYPE x><x/>".encode(encoding)
        )
    assert (refused.value.code, refused.value.faults[0].place) == ("xml-dtd", "line 2")


def test_an_entity_that_nobody_declared_is_refused() -> None:
    with pytest.raises(Malformed) as refused:
        services.read_messages(b"<a>\n&evil;</a>")
    assert refused.value.faults[0].place == "line 2"
    assert "evil" in refused.value.faults[0].message


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \n ",
        b'{"a": 1}',
        b"<a>",
        b"<a></b>",
        b"<a/><b/>",
        b"<a>\x00</a>",
        b"<a>\xff\xfe</a>",
        b"<a>&#0;</a>",
        b"<a b='1' b='2'/>",
        b"<?xml version='1.0' encoding='none-such'?><a/>",
        b"<a>" * 5000 + b"</a>" * 5000,
        b"\xfe\xff\x00",
    ],
)
def test_what_is_not_well_formed_is_refused_with_its_line(data: bytes) -> None:
    with pytest.raises(Malformed) as refused:
        services.read_messages(data)
    assert refused.value.code == "xml-ill-formed"
    assert refused.value.faults[0].place.startswith("line ")
    assert refused.value.faults[0].message


@needs_shared_data
def test_the_published_hostile_files_are_refused() -> None:
    folders = [SHARED / "hostile" / "xml", SHARED / "hostile" / "xml_broken_published"]
    files = [path for folder in folders for path in sorted(folder.iterdir())]
    told = {path.name: _refusal(path) for path in files}
    assert told == {
        "dtd.xml": ("xml-dtd", "line 2"),
        "external.xml": ("xml-dtd", "line 1"),
        "simple.xml": ("not-a-declaration", "line 2, /root[1]"),
        "xmlbomb.xml": ("xml-dtd", "line 1"),
        "TT_EX002a.xml": ("xml-ill-formed", "line 72"),
    }


def _refusal(path: Path) -> tuple[str, str]:
    with pytest.raises(Malformed) as refused:
        services.read_messages(path.read_bytes())
    return refused.value.code, refused.value.faults[0].place


@needs_shared_data
def test_naughty_strings_are_kept_as_they_are_or_refused() -> None:
    strings = json.loads((SHARED / "hostile" / "naughty_strings.json").read_text())
    template = sample("new_by_sea.xml").decode()
    kept = 0
    for text in strings:
        data = template.replace("Table lamps of brass, electric", escape(text)).encode(errors="surrogatepass")
        if not _is_xml_text(text):
            with pytest.raises(Malformed, match="xml-ill-formed"):
                services.read_messages(data)
            continue
        (message,) = services.read_messages(data)
        if message.findings:
            assert {fault.code for fault in message.findings} <= {"empty", "too-long"}
            continue
        kept += 1
        stored = message.document["items"][0]["description"]
        # XML itself reads every line end as one character (section 2.11 of its specification).
        assert stored == text.replace("\r\n", "\n").replace("\r", "\n").strip(" \t\r\n")
    assert kept > 120


def _is_xml_text(text: str) -> bool:
    """Whether XML 1.0 can carry the characters at all (section 2.2 of its specification)."""
    return all(
        char in "\t\n\r" or (char >= " " and not "\ud800" <= char <= "\udfff" and char not in "\ufffe\uffff")
        for char in text
    )
