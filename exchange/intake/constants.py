"""What every row of a table says of an element that no column of it holds, such as one declarant for all."""

from collections.abc import Mapping

from django.utils.translation import gettext_noop as _

from accounts.errors import Fault, Invalid
from exchange.intake import columns
from exchange.intake.cells import Unreadable
from exchange.intake.columns import REFERENCE
from exchange.intake.documents import Plan


def checked(
    constants: Mapping[str, str], *, beside: Mapping[str, int], type_id: str, zone: str
) -> dict[str, str]:
    """The constants as they can be used, by element path; ``Invalid`` with what is wrong with it."""
    known = columns.by_path(type_id)
    told = {path: value.strip() for path, value in constants.items() if value.strip()}
    faults = []
    for path, value in told.items():
        if path not in known or path == REFERENCE:
            faults.append(Fault(f"/{path}", "unknown-element", "This notice type has no such column."))
        elif path in beside:
            message = _("A column of the file holds this element already. Take one or the other.")
            faults.append(Fault(f"/{path}", "in-a-column", message))
        else:
            try:
                Plan(type_id, {REFERENCE: 0}, zone=zone, decimal_comma=False, constants={path: value})
            except Unreadable as refused:
                faults.append(Fault(f"/{path}", refused.code, refused.message))
    if faults:
        raise Invalid("invalid-mapping", "Mend the choice of columns.", faults=faults)
    return told
