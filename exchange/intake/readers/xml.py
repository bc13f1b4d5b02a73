"""Opening XML from outside: nothing is resolved, nothing fetched, nothing expanded."""

from typing import Any, NoReturn
from xml.parsers import expat

from lxml import etree

from accounts.errors import Fault, Malformed
from accounts.sentences import Sentence


def parse(data: bytes) -> etree._Element:
    """The root element of a well-formed document without a document type declaration.

    Comments and processing instructions are no content and are left out. Raises ``Malformed`` with line and
    reason: entities are declared in a DTD, so refusing that refuses them all, local, external and nested.
    """
    _refuse_document_type(data)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        # A file with no byte of XML in it has no line to name.
        raise _refused("xml-ill-formed", error.lineno or 1, _reason(error)) from None
    found = root.getroottree().docinfo
    if found.internalDTD is not None:
        # In an encoding that the look at the prolog could not read.
        raise _refused_document_type(_line_of_document_type(data, found.encoding or "utf-8"))
    return root


def _refuse_document_type(data: bytes) -> None:
    """Look at the prolog alone, so that not even the declarations of a DTD are read."""
    prolog = expat.ParserCreate()

    def found(*_: Any) -> NoReturn:
        # The parser stands where the declaration ends or opens its bracket. UTF-16 has NULs between the letters.
        before = data[: prolog.CurrentByteIndex].replace(b"\0", b"").rpartition(b"<!DOCTYPE")[0]
        raise _refused_document_type(before.count(b"\n") + 1)

    def over(*_: Any) -> NoReturn:
        raise StopIteration

    prolog.StartDoctypeDeclHandler = found
    prolog.StartElementHandler = over
    try:
        prolog.Parse(data, True)
    except (StopIteration, expat.ExpatError, ValueError, LookupError):
        # The root has begun without one; or the parser proper will say what is wrong, and check again.
        return


def _line_of_document_type(data: bytes, encoding: str) -> int:
    try:
        before = data.decode(encoding, "replace").partition("<!DOCTYPE")[0]
    except LookupError:
        return 1
    return before.count("\n") + 1


def _refused_document_type(line: int) -> Malformed:
    return _refused("xml-dtd", line, "Send it without DOCTYPE and entities.")


def _refused(code: str, line: int, reason: str) -> Malformed:
    place = f"line {line}"
    return Malformed(
        code,
        Sentence(
            "The file cannot be read, %(place)s: %(reason)s",
            place=Sentence("line %(line)s", line=str(line)),
            reason=Sentence(reason),
        ),
        faults=[Fault(place, code, reason)],
    )


def _reason(error: etree.XMLSyntaxError) -> str:
    # The parser ends with the place, which stands in ours already, or with an option of its own.
    text = (
        (error.msg or "There is no XML in it")
        .split(", line ")[0]
        .split(", use XML_")[0]
        .split(", try XML_")[0]
    )
    return f"{text.strip().rstrip('.')}."
