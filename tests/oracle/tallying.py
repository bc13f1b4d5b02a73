"""What decided, counted: the numbered rules, and the clauses that a mix of scenarios must reach."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from tests.oracle import life
from tests.oracle.rules import Case
from tests.oracle.view import Shown


def note(tally: Counter[str], case: Case, failed: int | None, t: datetime) -> None:
    """Count one consideration of an agreement version for a recipient other than the publisher."""
    if case.recipient == case.publisher:
        return
    tally["considered"] += 1
    tally["entitled" if failed is None else f"rule {failed}"] += 1
    if failed == 1 and life.is_superseded(case.doc, case.agreement, case.terms, t):
        tally["of rule 1: superseded"] += 1
    elif failed == 1 and life.is_suspended(case.agreement, t):
        tally["of rule 1: suspended"] += 1
    elif failed == 3 and life.is_excluded(case.agreement, case.publisher, case.recipient, t):
        tally["of rule 3: excluded"] += 1
    elif failed == 3 and life.accession(case.agreement, case.terms, case.recipient, t) is not None:
        tally["of rule 3: objection or no member"] += 1
    elif failed is None and case.terms["back_fill_from"] is not None:
        tally["of entitled: with back-fill"] += 1


def note_forms(tally: Counter[str], shown: Iterable[Shown]) -> None:
    """Count the forms in which elements are shown."""
    for one in shown:
        tally[f"shown {one.form}"] += 1
