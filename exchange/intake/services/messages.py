"""Files into plain notices: what each message in a file says, for which notice, and what is wrong with it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from accounts.errors import Fault
from exchange.catalogue.rules import DECLARED, RuleSet
from exchange.intake.readers import ens, ens_table, xml

ADVANCE_CARGO = "advance_cargo"


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a file as plain data. ``index`` is its position in the file, from 1.

    ``reference`` is what the message itself goes by: the filer's LRN when new, the authority's MRN when it
    amends. ``document`` says nothing dependable while there are ``findings``. ``rules`` are those that bind
    what this kind of file declares. ``place`` tells where in the file a pointer of the document leads.
    """

    index: int
    type: str
    kind: Literal["original", "amendment"]
    reference: str
    mrn: str
    document: dict[str, Any]
    findings: tuple[Fault, ...]
    rules: RuleSet
    place: Callable[[str], str]


def read_messages(data: bytes) -> list[Message]:
    """The messages of a file: today an entry summary declaration in XML, which holds one.

    Raises ``Malformed`` with line and reason when the file cannot be read, or is nothing that is read here.
    """
    reading = ens.read(xml.parse(data))
    document = reading.document
    mrn = str(document.get("mrn", ""))
    is_new = reading.message == ens_table.NEW
    return [
        Message(
            index=1,
            type=ADVANCE_CARGO,
            kind="original" if is_new else "amendment",
            reference=str(document.get("lrn", "")) if is_new else mrn,
            mrn=mrn,
            document=document,
            findings=reading.faults,
            rules=DECLARED,
            place=reading.place,
        )
    ]
