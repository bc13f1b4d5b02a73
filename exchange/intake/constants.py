"""What every row of a table says of an element that no column of it holds, such as one declarant for all.

It is typed with the decimal sign of the file, and kept with a point.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_noop as _

from accounts.errors import Fault, Invalid
from exchange.catalogue import bundle
from exchange.catalogue import selectors as catalogue
from exchange.catalogue import services as checks
from exchange.intake import columns
from exchange.intake.cells import Unreadable
from exchange.intake.columns import REFERENCE
from exchange.intake.sources import is_decimal, source_of


def checked(
    constants: Mapping[str, str], *, beside: Mapping[str, int], type_id: str, zone: str, decimal_comma: bool
) -> dict[str, str]:
    """The constants as they are kept, by element path; ``Invalid`` with what is wrong with them."""
    known, keywords = columns.by_path(type_id), _keywords(type_id)
    told = {path: value.strip() for path, value in constants.items() if value.strip()}
    faults = []
    for path, written in told.items():
        if path not in known or path == REFERENCE:
            faults.append(Fault(f"/{path}", "unknown-element", "This notice type has no such column."))
        elif path in beside:
            message = _("A column of the file holds this element already. Take one or the other.")
            faults.append(Fault(f"/{path}", "in-a-column", message))
        elif (leaf := known[path].leaf) is not None:
            try:
                value = source_of(known[path], leaf, -1, keywords[path], zone, decimal_comma).read(written)
            except Unreadable as refused:
                faults.append(Fault(f"/{path}", refused.code, refused.message))
                continue
            faults += _unfit(path, value, type_id=type_id)
            if is_decimal(keywords[path]):
                told[path] = str(value)
    if faults:
        raise Invalid("invalid-mapping", "Mend the choice of columns.", faults=faults)
    return told


def shown(constants: Mapping[str, str], *, type_id: str, decimal_comma: bool) -> dict[str, str]:
    """The constants as they are typed, with the decimal sign of the file."""
    keywords = _keywords(type_id)
    return {
        path: kept.replace(".", ",") if decimal_comma and is_decimal(keywords[path]) else kept
        for path, kept in constants.items()
    }


def _keywords(type_id: str) -> dict[str, Any]:
    return dict(bundle.leaves(catalogue.one_type(type_id).schema))


def _unfit(path: str, value: Any, *, type_id: str) -> list[Fault]:
    """That no notice would be accepted with this value."""
    values = value if isinstance(value, list) else [value]
    found = [fault for one in values for fault in checks.check_value(type_id, path, one)]
    return [Fault(f"/{path}", fault.code, fault.message) for fault in found[:1]]
