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
    TransferMechanism,
)
from exchange.agreements.terms import LegalBasis, Terms
from exchange.agreements.wording import conditions, parties
from exchange.agreements.wording.names import Names, code_names, element, moment
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
        Section("title", _("What it is called"), (terms.title or _("It has no name yet."),)),
        Section("providers", _("Who provides"), tuple(parties.side(terms.providers, names))),
        Section("recipients", _("Who receives"), tuple(parties.side(terms.recipients, names))),
        Section("purpose", _("What it may be used for"), (purpose,)),
        Section("types", _("What is exchanged"), tuple(_subject(terms, types))),
        Section("conditions", _("When it applies"), tuple(applies)),
        Section("scope", _("What recipients see"), tuple(_scope(terms, known))),
        Section("standing", _("Standing of traders"), (parties.standing(terms),)),
        Section("retention", _("How long it may be kept"), (_retention(terms),)),
        Section("onward_sharing", _("Passing it on"), (_onward(terms, names),)),
        Section("legal_basis", _("Legal basis"), tuple(_bases(terms, names))),
        Section("over_time", _("Corrections and earlier notices"), tuple(_over_time(terms))),
        Section("receipts", _("Receipts"), (_receipts(terms),)),
        Section("second_person", _("Replies of authorities"), (_replies(terms, types),)),
        Section("consent", _("Signing, objecting and leaving"), tuple(parties.consent(terms, names))),
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
        elif any(other.path.startswith(f"{clause.path}/") for other in terms.scope):
            yield _("%(element)s, with everything in it that no other line names: %(form)s.") % told
        else:
            yield _("%(element)s, with everything in it: %(form)s.") % told
    yield _("The envelope: notice number, version, type, publisher, kind of consignment key and times.")
    if not any(not clause.path for clause in terms.scope):
        yield _("Nothing else.")


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
        case _any if not terms.onward_groups:
            return _("Recipients may pass it on to groups that are not named yet.")
        case _any:
            groups = ", ".join(names.of(group) for group in terms.onward_groups)
            return _("Recipients may pass it on to members of %(groups)s, and to nobody else.") % {
                "groups": groups
            }


def _bases(terms: Terms, names: Names) -> Iterator[str]:
    named = list(terms.named())
    if not terms.legal_basis and not named:
        yield _("None is stated.")
    for basis in terms.legal_basis:
        yield _basis(basis, names)
    stated = {(basis.direction, basis.party) for basis in terms.legal_basis}
    for direction, party in named:
        if (direction, party) not in stated:
            sentence = (
                _("%(party)s has not said yet on what law it gives.")
                if direction == Direction.GIVES
                else _("%(party)s has not said yet on what law it receives.")
            )
            yield sentence % {"party": names.of(party)}


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
            "When a corrected notice does not match any more, authorities that hold it still receive the"
            " corrections, for 90 days from its first delivery. Other recipients are told only that it is withdrawn."
        )
    elif terms.follow_up:
        yield _(
            "When a corrected notice does not match any more, recipients that hold it still receive the"
            " corrections, for 90 days from its first delivery."
        )
    else:
        yield _(
            "When a corrected notice does not match any more, recipients that hold it are told only that it is"
            " withdrawn."
        )
    yield _("When a notice is cancelled, everyone that holds it is told.")
    if terms.back_fill_from is None:
        yield _("It opens nothing that was accepted before it comes into force.")
    else:
        yield _(
            "It also opens what was accepted from %(moment)s on, in its current version, to those who hold"
            " nothing of it."
        ) % {"moment": moment(terms.back_fill_from)}


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
        return _("A single officer of an authority may send any reply.")
    titles = [naming.told(types[one].title) for one in terms.second_person if one in types]
    return _("A second officer of the authority approves, before it is sent: %(replies)s.") % {
        "replies": ", ".join(titles)
    }


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
