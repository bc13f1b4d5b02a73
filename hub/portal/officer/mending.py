"""At which part of a reply's page a fault is mended, where the page asks in its own way."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.errors import Fault
from accounts.sentences import told
from hub.portal.writing.faults import MISSING
from hub.portal.writing.forms import Problem

# The nearer place first.
_TARGETS = {
    "/reference": ("reference", _("Reference")),
    "/addressee": ("addressee", _("To whom")),
    "/informed": ("informed", _("Who is told")),
    "/subjects": ("subjects", _("What it concerns")),
    "/lifts": ("ends", _("What is lifted")),
    "/closes": ("ends", _("What is closed")),
    "/authority/office": ("office", _("Customs office")),
    "/authority/mrn": ("mrn", _("Movement reference number")),
    "/authority/contact/name": ("contact_name", _("Contact for 24 hours")),
    "/authority/contact/email": ("contact_email", _("E-mail")),
    "/authority/contact/phone": ("contact_phone", _("Telephone")),
    "/authority/contact": ("contact_phone", _("Contact for 24 hours")),
    "/authority": ("office", _("Customs office")),
    "/name": ("template_name", _("Name of the template")),
    "/cites": ("", _("The notice cited")),
}
# Where one ticks what there is.
_TICKED = frozenset({"subjects", "ends"})


@dataclass(frozen=True, slots=True)
class Marked:
    """What is wrong with a part of the page that no form of Django's makes, as its components expect it."""

    auto_id: str
    errors: list[str]


def target(place: str) -> tuple[str, Promise] | None:
    """The part of the page at which a fault is mended, and its name; nothing where the schema's form has it."""
    return next((found for root, found in _TARGETS.items() if f"{place}/".startswith(f"{root}/")), None)


def problem(fault: Fault) -> Problem:
    """The fault in the words of the page."""
    found = target(fault.place)
    if found is None:
        return Problem("", told(fault.message), "")
    # Nobody can write a box: it is ticked.
    unticked = fault.code == MISSING and found[0] in _TICKED
    return Problem(
        str(found[1]), gettext("Tick at least one.") if unticked else told(fault.message), found[0]
    )


def by_part(problems: Iterable[Problem]) -> dict[str, Marked]:
    """What is wrong, by the part of the page that it stands in."""
    found: dict[str, Marked] = {}
    for one in problems:
        found.setdefault(one.target, Marked(one.target, [])).errors.append(one.message)
    return found
