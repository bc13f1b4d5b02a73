"""Who takes part, who has to consent, and how one leaves again, in sentences."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exchange.agreements.models import StandingKind
from exchange.agreements.terms import Side, Terms
from exchange.agreements.wording.names import Names, either


def side(named: Side, names: Names) -> Iterator[str]:
    """Everyone named on one side; of a group, too, who may still join."""
    for organisation in named.organisations:
        yield f"{names.of(organisation)}."
    for group in named.groups:
        count = names.members.get(group, 0)
        told = {
            "group": names.of(group),
            "count": count,
            "keeper": names.keepers.get(group) or _("its keeper"),
        }
        if group in names.by_rule:
            yield (
                ngettext(
                    "Members of %(group)s that have acceded themselves (%(count)s organisation fits its rule now;"
                    " whoever comes to fit it may accede, too).",
                    "Members of %(group)s that have acceded themselves (%(count)s organisations fit its rule now;"
                    " whoever comes to fit it may accede, too).",
                    count,
                )
                % told
            )
        else:
            yield (
                ngettext(
                    "Members of %(group)s that have acceded themselves (the group has %(count)s member now; %(keeper)s"
                    " keeps it and may admit others, who then have to accede).",
                    "Members of %(group)s that have acceded themselves (the group has %(count)s members now; %(keeper)s"
                    " keeps it and may admit others, who then have to accede).",
                    count,
                )
                % told
            )
    if not named:
        yield _("Nobody yet.")


def standing(terms: Terms) -> str:
    """What traders need to take part, and whose word for it counts."""
    kinds = either([str(StandingKind(kind).label) for kind in terms.standing])
    if terms.recognised:
        sentence = _(
            "Traders take part while they are %(kinds)s, by an authority that is a party, or recognised by one"
            " (by any authority, where none is a party)."
        )
    else:
        sentence = _(
            "Traders take part while they are %(kinds)s, by an authority that is a party (by any authority,"
            " where none is a party)."
        )
    return sentence % {"kinds": kinds}


def consent(terms: Terms, names: Names) -> Iterator[str]:
    """Who signs, how providers object, who may stop it, and what survives."""
    sides = (terms.providers, terms.recipients)
    signatories = {names.of(party) for one in sides for party in one.organisations}
    signatories |= {names.keepers.get(group, "") for one in sides for group in one.groups}
    if signatories:
        yield _("Signed by %(names)s: it is in force once all have signed.") % {
            "names": ", ".join(sorted(signatories))
        }
    if terms.recipients.groups and not terms.objection_days:
        yield _("A member that accedes as recipient may receive from that moment on.")
    elif terms.recipients.groups:
        yield ngettext(
            "A member that accedes as recipient receives nothing for %(days)s day, so that providers may object.",
            "A member that accedes as recipient receives nothing for %(days)s days, so that providers may object.",
            terms.objection_days,
        ) % {"days": terms.objection_days}
    yield _("A provider may exclude any recipient from its own data, at any time and at once.")
    yield _("Any signatory may suspend, resume or terminate it; any party may leave this version.")
    yield _(
        "What has been delivered stays readable until its retention ends, also after the agreement has ended or a"
        " party has left."
    )
    yield _(
        "A suspension closes what has been delivered until it is resumed, except to an authority with an open case"
        " of its own. What ends while it is suspended stays closed."
    )
    yield _("A later version takes its place as soon as that is in force.")
