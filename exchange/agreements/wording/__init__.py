"""The terms in plain words, for whoever has to decide whether to sign: generated, never typed."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exchange.agreements.models import (
    Direction,
    ItemScope,
    OnwardSharing,
    RetentionStart,
    StandingKind,
    TransferMechanism,
)
from exchange.agreements.terms import LegalBasis, Side, Terms
from exchange.agreements.wording import conditions
from exchange.agreements.wording.names import Names, code_names, either, element, moment
from exchange.catalogue import naming
from exchange.catalogue.types import NoticeType

__all__ = ["Change", "Names", "Section", "as_text", "changes", "code_names", "element", "summary"]


@dataclass(frozen=True, slots=True)
class Section:
    """What the terms say about one thing. ``key`` names it for whoever shows some sections only."""

    key: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What one section says no more, and what it says newly."""

    title: str
    removed: tuple[str, ...]
    added: tuple[str, ...]


def summary(
    terms: Terms, *, names: Names, types: Mapping[str, NoticeType], statement: str, proposed_at: datetime
) -> tuple[Section, ...]:
    """The terms, section by section. ``proposed_at``: of a draft, the moment at which it could be proposed."""
    known = [types[type_id] for type_id in terms.types if type_id in types]
    purpose = _("Only for %(purpose)s.") % {"purpose": terms.purpose.label}
    applies = conditions.sentences(terms.conditions, names=names, types=known)
    return (
        Section("providers", _("Who provides"), tuple(_side(terms.providers, names))),
        Section("recipients", _("Who receives"), tuple(_side(terms.recipients, names))),
        Section("purpose", _("What it may be used for"), (purpose,)),
        Section("types", _("What is exchanged"), tuple(_subject(terms, types))),
        Section("conditions", _("When it applies"), tuple(applies)),
        Section("scope", _("What recipients see"), tuple(_scope(terms, known))),
        Section("standing", _("Standing of traders"), (_standing(terms),)),
        Section("retention", _("How long it may be kept"), (_retention(terms),)),
        Section("onward_sharing", _("Passing it on"), (_onward(terms, names),)),
        Section("legal_basis", _("Legal basis"), tuple(_basis(basis, names) for basis in terms.legal_basis)),
        Section("over_time", _("Corrections and earlier notices"), tuple(_over_time(terms))),
        Section("receipts", _("Receipts"), (_receipts(terms),)),
        Section("second_person", _("Replies of authorities"), (_replies(terms, types),)),
        Section("consent", _("Signing, objecting and leaving"), tuple(_consent(terms, names))),
        Section("effective", _("From when until when"), (_effective(terms, proposed_at),)),
        Section("statement", _("What it does not do"), (_(statement) if statement else "",)),
    )


def changes(before: Sequence[Section], after: Sequence[Section]) -> tuple[Change, ...]:
    """The sections that say something else than before."""
    found = []
    for old, new in zip(before, after, strict=True):
        removed = tuple(line for line in old.lines if line not in new.lines)
        added = tuple(line for line in new.lines if line not in old.lines)
        if removed or added:
            found.append(Change(new.title, removed, added))
    return tuple(found)


def as_text(sections: Sequence[Section]) -> str:
    """The sections as one text to read or print."""
    return "\n\n".join("\n".join((section.title, *section.lines)) for section in sections)


def _side(side: Side, names: Names) -> Iterator[str]:
    for organisation in side.organisations:
        yield f"{names.of(organisation)}."
    for group in side.groups:
        count = names.members.get(group, 0)
        yield ngettext(
            "Members of %(group)s that have acceded themselves (the group has %(count)s member now; %(keeper)s"
            " keeps it and may admit others, who then have to accede).",
            "Members of %(group)s that have acceded themselves (the group has %(count)s members now; %(keeper)s"
            " keeps it and may admit others, who then have to accede).",
            count,
        ) % {
            "group": names.of(group),
            "count": count,
            "keeper": names.keepers.get(group) or _("its keeper"),
        }
    if not side:
        yield _("Nobody yet.")


def _subject(terms: Terms, types: Mapping[str, NoticeType]) -> Iterator[str]:
    for type_id in terms.types:
        yield f"{naming.told(types[type_id].title) if type_id in types else type_id}."
    if not terms.types:
        yield _("Nothing yet.")
    if terms.items == ItemScope.MATCHING:
        yield _("Of a consignment only the goods items that match, and no totals.")
    else:
        yield _("The whole consignment, once it matches.")


def _scope(terms: Terms, types: Collection[NoticeType]) -> Iterator[str]:
    for clause in terms.scope:
        told = {"element": element(clause.path, types), "form": clause.form.label}
        if not clause.path:
            yield _("Every element that no other line names: %(form)s.") % told
        elif any(clause.path in notice_type.leaves for notice_type in types):
            yield _("%(element)s: %(form)s.") % told
        else:
            yield _("%(element)s, with everything in it: %(form)s.") % told
    yield _("The envelope: notice number, version, type, publisher, kind of consignment key and times.")
    yield _("Nothing else.")


def _standing(terms: Terms) -> str:
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


def _retention(terms: Terms) -> str:
    if terms.retention is None:
        return _("Not said yet.")
    days = terms.retention.days
    if terms.retention.start == RetentionStart.CANCELLATION:
        return ngettext(
            "Until %(days)s day after the notice is cancelled, and without end while it is not.",
            "Until %(days)s days after the notice is cancelled, and without end while it is not.",
            days,
        ) % {"days": days}
    return ngettext("For %(days)s day from receipt.", "For %(days)s days from receipt.", days) % {
        "days": days
    }


def _onward(terms: Terms, names: Names) -> str:
    match terms.onward_sharing:
        case OnwardSharing.NONE:
            return _("Recipients pass nothing on.")
        case OnwardSharing.CONSENT:
            return _("Recipients pass something on only with the publisher's consent, each time.")
        case _any:
            groups = ", ".join(names.of(group) for group in terms.onward_groups)
            return _("Recipients may pass it on to members of %(groups)s, and to nobody else.") % {
                "groups": groups
            }


def _basis(basis: LegalBasis, names: Names) -> str:
    told = {
        "party": names.of(basis.party),
        "role": basis.responsibility.label,
        "law": basis.law,
        "article": basis.article,
        "mechanism": basis.transfer_mechanism.label,
    }
    gives = basis.direction == Direction.GIVES
    if basis.transfer_mechanism == TransferMechanism.NONE:
        sentence = (
            _("%(party)s gives as %(role)s under %(law)s, %(article)s.")
            if gives
            else _("%(party)s receives as %(role)s under %(law)s, %(article)s.")
        )
    else:
        sentence = (
            _("%(party)s gives as %(role)s under %(law)s, %(article)s; the transfer rests on %(mechanism)s.")
            if gives
            else _(
                "%(party)s receives as %(role)s under %(law)s, %(article)s; the transfer rests on %(mechanism)s."
            )
        )
    return sentence % told


def _over_time(terms: Terms) -> Iterator[str]:
    if terms.follow_up is None:
        yield _(
            "Authorities go on receiving corrections of what they hold when it no longer matches, for 90 days."
        )
    elif terms.follow_up:
        yield _(
            "Recipients go on receiving corrections of what they hold when it no longer matches, for 90 days."
        )
    else:
        yield _("A recipient whose notice no longer matches is told only that it is withdrawn.")
    if terms.back_fill_from is None:
        yield _("Nothing that was accepted before it comes into force.")
    else:
        yield _("Also what was accepted from %(moment)s on, in its current version.") % {
            "moment": moment(terms.back_fill_from)
        }


def _receipts(terms: Terms) -> str:
    if terms.receipts_opened:
        return _(
            "The publisher sees per recipient what was delivered, acknowledged and replied, and when it was"
            " opened, by authorities too; never a person."
        )
    return _(
        "The publisher sees per recipient what was delivered, acknowledged and replied, not when authorities"
        " open it; never a person."
    )


def _replies(terms: Terms, types: Mapping[str, NoticeType]) -> str:
    if not terms.second_person:
        return _("One officer of an authority alone can send any reply.")
    titles = [naming.told(types[one].title) for one in terms.second_person if one in types]
    return _("A second officer of the authority releases, before it is sent: %(replies)s.") % {
        "replies": ", ".join(titles)
    }


def _consent(terms: Terms, names: Names) -> Iterator[str]:
    sides = (terms.providers, terms.recipients)
    signatories = {names.of(party) for side in sides for party in side.organisations}
    signatories |= {names.keepers.get(group, "") for side in sides for group in side.groups}
    if signatories:
        yield _("Signed by %(names)s: it is in force once all have signed.") % {
            "names": ", ".join(sorted(signatories))
        }
    if terms.recipients.groups:
        yield ngettext(
            "A member that accedes as recipient receives nothing for %(days)s day, in which any provider may"
            " exclude it; a provider may do so later, too, at once and for its own data.",
            "A member that accedes as recipient receives nothing for %(days)s days, in which any provider may"
            " exclude it; a provider may do so later, too, at once and for its own data.",
            terms.objection_days,
        ) % {"days": terms.objection_days}
    yield _("Any signatory may suspend, resume or terminate it; any party may leave this version.")
    yield _("What was delivered by then stays readable until its retention ends, but for a suspension.")


def _effective(terms: Terms, proposed_at: datetime) -> str:
    # Nobody signs before the proposal: what takes effect by then takes effect with the last signature.
    since, until = terms.effective_from, terms.effective_until
    told = {"since": since and moment(since), "until": until and moment(until)}
    if since is None or since <= proposed_at:
        if until is None:
            return _("From its last signature, until it is ended.")
        return _("From its last signature, until %(until)s.") % told
    if until is None:
        return _("From its last signature, but not before %(since)s, until it is ended.") % told
    return _("From its last signature, but not before %(since)s, until %(until)s.") % told
