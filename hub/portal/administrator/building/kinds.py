"""What notice types an agreement is about."""

from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exchange.agreements.terms import Terms
from exchange.catalogue import selectors as catalogue
from exchange.catalogue.types import NoticeType
from hub.portal.administrator.building import drafts

# For whom a type may ever be, which no agreement widens.
HANDLING: dict[str, Promise] = {
    "authority": _("For customs administrations only."),
    "rights": _("For customs administrations and rights holders only."),
    "trade": _("For customs administrations, rights holders and traders."),
    "open": _("For any member."),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One notice type to choose."""

    type: NoticeType
    chosen: bool
    handling: Promise


class TypesForm(drafts.StepForm):
    """The types. What the scope says of types that are named no more goes with them."""

    key = "types"
    redraws = ("draw",)
    tells_at_once = True

    def take(self) -> None:
        if self.is_sent:
            wanted = self.sent.getlist("types")
            known = [one.id for one in catalogue.every_type()]
            kept = [one for one in self.terms.types if one in wanted]
            chosen = (*kept, *(one for one in known if one in wanted and one not in kept))
            self.terms = _without_idle_clauses(replace(self.terms, types=chosen))

    def field_at(self, place: str) -> str | None:
        return "types" if place.startswith("/types") else None

    def label_of(self, spot: str) -> str:
        return str(_("Notice types")) if spot == "types" else super().label_of(spot)

    def choices(self) -> list[Choice]:
        """Every type of the catalogue."""
        return [
            Choice(one, one.id in self.terms.types, HANDLING[one.handling]) for one in catalogue.every_type()
        ]


def _without_idle_clauses(terms: Terms) -> Terms:
    """The terms without clauses that speak of no element of their types."""
    known = [one for one in catalogue.every_type() if one.id in terms.types]
    if not known:
        return terms
    scope = tuple(
        clause
        for clause in terms.scope
        if not clause.path or any(notice_type.covers(clause.path) for notice_type in known)
    )
    return replace(terms, scope=scope)


types = drafts.step_page("types", TypesForm)
