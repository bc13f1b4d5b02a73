"""An agreement version in the terms of W3C ODRL 2.2, as JSON-LD: an Agreement with permissions and duties.

What ODRL has no word for stands under the hub's own profile (docs/odrl.md): how an element is masked, the
standing of traders, objection periods, receipts. Nothing is left out that the signed document says.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from exchange.agreements.conditions import Condition
from exchange.agreements.models import (
    AgreementVersion,
    OnwardSharing,
    RetentionStart,
)
from exchange.agreements.terms import Terms

ODRL = "http://www.w3.org/ns/odrl.jsonld"
PROFILE = "urn:exchange-hub:odrl:1"
_CONTEXT = [ODRL, {"hub": f"{PROFILE}#", "dct": "http://purl.org/dc/terms/"}]
_DAY = "xsd:duration"

Document = dict[str, Any]


def export(version: AgreementVersion, terms: Terms, *, names: Mapping[UUID, str]) -> Document:
    """The version as one ODRL policy. ``names`` of organisations and groups, as far as they are known."""
    return {
        "@context": _CONTEXT,
        "@type": "Agreement",
        "uid": f"urn:uuid:{version.id}",
        "profile": PROFILE,
        "dct:title": terms.title,
        "hub:agreement": version.agreement.number,
        "hub:version": version.version,
        "hub:statement": version.statement,
        **_dates(version, terms),
        "hub:party": [_party(one, names, terms) for one in _everybody(terms)],
        "hub:objectionPeriod": _days(terms.objection_days),
        "permission": list(_permissions(version, terms)),
        "prohibition": list(_prohibitions(version, terms)),
        "obligation": list(_obligations(terms)),
    }


def _dates(version: AgreementVersion, terms: Terms) -> Document:
    moments = {
        "dct:issued": version.proposed_at,
        "hub:effectiveFrom": _begins(version, terms),
        "hub:effectiveUntil": terms.effective_until,
    }
    return {name: _moment(at) for name, at in moments.items() if at is not None}


def _permissions(version: AgreementVersion, terms: Terms) -> Iterator[Document]:
    """What recipients may do: read the elements of the scope, for the purpose, under the conditions; and pass
    something on, where the terms allow it."""
    yield {
        **_sides(terms),
        "action": "read",
        "target": [_target(version, terms, type_id) for type_id in terms.types],
        "constraint": [
            _constraint("purpose", "eq", f"hub:{terms.purpose.value}"),
            *_period(version, terms),
            *_retention(terms),
            *(_condition(one) for one in terms.conditions),
            _constraint("hub:standing", "isAnyOf", [f"hub:{one.value}" for one in terms.standing]),
        ],
        "hub:recognitionCounts": terms.recognised,
        "hub:followUp": "hub:authorities" if terms.follow_up is None else terms.follow_up,
    }
    if terms.onward_sharing == OnwardSharing.CONSENT:
        onward: Document = {"duty": [{"action": "obtainConsent"}]}
    elif terms.onward_sharing == OnwardSharing.GROUPS:
        onward = {"hub:to": [_uid(one) for one in terms.onward_groups]}
    else:
        return
    yield {**_sides(terms), "action": "distribute", "target": _targets(version, terms), **onward}


def _target(version: AgreementVersion, terms: Terms, type_id: str) -> Document:
    """The notices of a type: an asset collection, refined by the elements that may be seen of them."""
    return {
        "@type": "AssetCollection",
        "uid": f"urn:uuid:{version.id}:{type_id}",
        "hub:noticeType": type_id,
        "hub:items": terms.items.value,
        "hub:scope": [{"hub:path": one.path, "hub:form": f"hub:{one.form.value}"} for one in terms.scope],
    }


def _prohibitions(version: AgreementVersion, terms: Terms) -> Iterator[Document]:
    """Using it for anything else; passing it on, unless the terms allow it."""
    yield {
        **_sides(terms),
        "action": "use",
        "target": _targets(version, terms),
        "constraint": [_constraint("purpose", "neq", f"hub:{terms.purpose.value}")],
    }
    if terms.onward_sharing == OnwardSharing.NONE:
        yield {**_sides(terms), "action": "distribute", "target": _targets(version, terms)}


def _obligations(terms: Terms) -> Iterator[Document]:
    """What a recipient must do: delete when the retention is over; what takes a second officer, and what the publisher
    is told."""
    if terms.retention is not None:
        yield {**_sides(terms), "action": "delete", "constraint": list(_retention(terms))}
    for kind in terms.second_person:
        yield {**_sides(terms), "action": "hub:secondPerson", "hub:noticeType": kind}
    told = ["hub:delivered", "hub:acknowledged", "hub:replied"]
    yield {
        **_sides(terms),
        "action": "inform",
        "hub:receipts": [*told, "hub:opened"] if terms.receipts_opened else told,
    }


def _sides(terms: Terms) -> Document:
    return {
        "assigner": [_who(one, terms) for one in terms.providers],
        "assignee": [_who(one, terms) for one in terms.recipients],
    }


def _targets(version: AgreementVersion, terms: Terms) -> list[str]:
    return [f"urn:uuid:{version.id}:{type_id}" for type_id in terms.types]


def _begins(version: AgreementVersion, terms: Terms) -> datetime | None:
    """The moment that the terms name. None where they wait for the last signature alone: what takes effect by the
    proposal says no moment before which nothing flows, and must not be read as one from which it does."""
    since, proposed = terms.effective_from, version.proposed_at
    return None if since is not None and proposed is not None and since <= proposed else since


def _period(version: AgreementVersion, terms: Terms) -> Iterator[Document]:
    begins = _begins(version, terms)
    if begins is not None:
        yield _constraint("dateTime", "gteq", _moment(begins), "xsd:dateTime")
    if terms.effective_until is not None:
        yield _constraint("dateTime", "lt", _moment(terms.effective_until), "xsd:dateTime")
    if terms.back_fill_from is not None:
        yield _constraint("hub:acceptedAt", "gteq", _moment(terms.back_fill_from), "xsd:dateTime")


def _retention(terms: Terms) -> Iterator[Document]:
    if terms.retention is not None:
        event = "receipt" if terms.retention.start == RetentionStart.RECEIPT else "cancellation"
        yield {
            **_constraint("elapsedTime", "lteq", _days(terms.retention.days), _DAY),
            "hub:since": f"hub:{event}",
        }


def _condition(condition: Condition) -> Document:
    """A condition on what a notice says; its body stands as it was signed."""
    ((kind, body),) = condition.items()
    return _constraint(f"hub:{kind}", "isAnyOf", body, "@json")


def _party(who: UUID, names: Mapping[UUID, str], terms: Terms) -> Document:
    bases = [one for one in terms.legal_basis if one.party == who]
    return {
        "@type": _kind(who, terms),
        "uid": _uid(who),
        **({"dct:title": names[who]} if who in names else {}),
        "hub:legalBasis": [
            {
                "hub:direction": f"hub:{one.direction.value}",
                "hub:law": one.law,
                "hub:article": one.article,
                "hub:responsibility": f"hub:{one.responsibility.value}",
                "hub:transferMechanism": f"hub:{one.transfer_mechanism.value}",
            }
            for one in bases
        ],
    }


def _everybody(terms: Terms) -> list[UUID]:
    return list(dict.fromkeys([*terms.providers, *terms.recipients]))


def _who(party: UUID, terms: Terms) -> Document:
    """A party as an assigner or assignee: of a group, its members that have acceded."""
    if _kind(party, terms) == "Party":
        return {"@type": "Party", "uid": _uid(party)}
    acceded = [_constraint("hub:acceded", "eq", True)]
    return {"@type": "PartyCollection", "source": _uid(party), "refinement": acceded}


def _kind(party: UUID, terms: Terms) -> str:
    groups = (*terms.providers.groups, *terms.recipients.groups)
    return "PartyCollection" if party in groups else "Party"


def _constraint(left: str, operator: str, right: Any, kind: str = "") -> Document:
    value = {"@value": right, "@type": kind} if kind else right
    return {"leftOperand": left, "operator": operator, "rightOperand": value}


def _uid(party: UUID) -> str:
    return f"urn:uuid:{party}"


def _days(days: int) -> str:
    return f"P{days}D"


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
