"""Opening XML from outside: one parser that resolves nothing, fetches nothing and expands nothing."""

from lxml import etree

from accounts.errors import Fault, Malformed

_PROLOG = b"<!DOCTYPE"


def parse(data: bytes) -> etree._Element:
    """The root element of a well-formed document without a document type declaration.

    Comments and processing instructions are no content and are left out. Raises ``Malformed`` with line and
    reason: entities are declared in a DTD, so refusing that refuses them all, local, external and nested.
    """
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
        line = error.lineno or 1
        raise _refused("xml-ill-formed", line, _reason(error)) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise _refused("xml-dtd", _doctype_line(data), "Send it without DOCTYPE and entities.")
    return root


def _refused(code: str, line: int, reason: str) -> Malformed:
    place = f"line {line}"
    return Malformed(code, f"The file cannot be read, {place}: {reason}", faults=[Fault(place, code, reason)])


def _reason(error: etree.XMLSyntaxError) -> str:
    # The parser ends with the place, which stands in ours already, or with an option of its own.
    text = (
        (error.msg or "There is no XML in it")
        .split(", line ")[0]
        .split(", use XML_")[0]
        .split(", try XML_")[0]
    )
    return f"{text.strip().rstrip('.')}."


def _doctype_line(data: bytes) -> int:
    # UTF-16 and UTF-32 write the same ASCII letters with NUL bytes between them.
    before, found, _ = data.replace(b"\0", b"").partition(_PROLOG)
    return before.count(b"\n") + 1 if found else 1
