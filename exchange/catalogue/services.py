"""Checking documents, and taking in editions of code lists."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from accounts.errors import Fault
from exchange.catalogue import codelists, shape, types
from exchange.catalogue.findings import Findings
from exchange.catalogue.listfiles import Row
from exchange.catalogue.models import CodeEntry, CodeListEdition
from exchange.catalogue.rules import DECLARED, NATIVE, VALUE_RULES, RuleSet

__all__ = ["DECLARED", "NATIVE", "Findings", "check", "check_value", "import_list"]

_BATCH = 5000


def check(
    type_id: str,
    document: Any,
    *,
    version: int | None = None,
    rules: RuleSet = NATIVE,
    lists: codelists.CodeLists | None = None,
) -> Findings:
    """Every fault at once: of shape, and of meaning as far as that can be read.

    Where the shape has faults, single values are judged all the same, but not how they stand to one another.

    ``rules``: ``NATIVE`` for what is published under the hub's own law; ``DECLARED`` for a declaration made
    under a customs regime's law and read from its file: the same rules speak, but only warn.
    """
    notice_type = types.get(type_id, version)
    misshapen = shape.faults(notice_type, document)
    known = codelists.current() if lists is None else lists
    if misshapen:
        return Findings(errors=(*misshapen, *rules.of_values(notice_type, document, known, misshapen)))
    return rules.judge(notice_type, document, known)


def check_value(type_id: str, pattern: str, value: Any) -> list[Fault]:
    """What is wrong with one value taken by itself, whatever else the document says."""
    notice_type, lists = types.get(type_id), codelists.current()
    misshapen = shape.value_faults(notice_type, pattern, value)
    if misshapen:
        return misshapen
    leaf = notice_type.leaves.get(pattern)
    rules = [rule for rule in VALUE_RULES if leaf is not None and rule.concerns(leaf) and not rule.warns]
    return [Fault("", rule.code, rule.message) for rule in rules if rule.broken_by(value, lists)]


def import_list(
    name: str, rows: Iterable[Row], *, title: str, source: str, edition: str, complete: bool, at: datetime
) -> int:
    """Put an edition in place of the one imported before; answers how many codes it has.

    A code that stands twice in the rows counts once, as it stood first.
    """
    CodeListEdition.objects.filter(name=name).delete()
    held = CodeListEdition.objects.create(
        name=name, title=title, source=source, edition=edition, complete=complete, imported_at=at
    )
    unique = {row.code: row for row in reversed(list(rows))}
    entries = [
        CodeEntry(edition=held, code=row.code, label=row.label, functions=row.functions, facts=row.facts)
        for row in unique.values()
    ]
    CodeEntry.objects.bulk_create(entries, batch_size=_BATCH)
    codelists.look_again()
    return len(entries)
