"""Things that a form names: unknown ones are faults with their place, not a missing page."""

from uuid import UUID

from accounts.errors import Fault, Invalid, NotFound
from accounts.organisations import selectors as organisations
from accounts.organisations.models import Organisation


def named_organisation(identifier: UUID, *, place: str) -> Organisation:
    """The organisation that a form names at ``place``."""
    try:
        return organisations.organisation(identifier)
    except NotFound as error:
        fault = Fault(place, "no-organisation", "There is no organisation with this identifier.")
        raise Invalid("invalid-request", "Mend what is listed and send it again.", faults=[fault]) from error
