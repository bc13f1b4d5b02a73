"""The shapes of agreements: the terms as they are sent and shown, and what is told beside them."""

from exchange.agreements import conditions
from exchange.agreements.models import (
    Direction,
    Form,
    ItemScope,
    OnwardSharing,
    Purpose,
    Responsibility,
    RetentionStart,
    StandingKind,
    TransferMechanism,
)
from exchange.agreements.states import Act, State
from hub.api.v1.shapes import (
    FORMS_TOLD,
    MOMENT,
    UUID_TEXT,
    Named,
    array,
    described,
    integer,
    nullable,
    obj,
    one_of,
    text,
)

IDS = array(UUID_TEXT)
REASON = text(most=2000, description="Told to all parties.")
WITH_REASON = obj({"reason": REASON})
ABOUT_RECIPIENT = obj({"recipient": UUID_TEXT, "reason": REASON})
DESPITE = obj(despite=described(text(most=1000), "Why, where examples that you keep fail on it."))
PATH = {"agreement": UUID_TEXT}
VERSION_PATH = {"agreement": UUID_TEXT, "version": UUID_TEXT}

SIDE = Named("AgreementSide", obj(organisations=IDS, groups=IDS))
CLAUSE = obj(
    {
        "path": text(
            most=500,
            least=0,
            description="JSON Pointer with * for array positions; covers everything under it.",
        ),
        "form": described(one_of(*Form.values), FORMS_TOLD),
    }
)
LEGAL_BASIS = Named(
    "LegalBasis",
    obj(
        {
            "party": described(UUID_TEXT, "An organisation or group named in this direction."),
            "direction": one_of(*Direction.values),
            "law": text(),
            "article": text(most=100),
            "role": one_of(*Responsibility.values),
        },
        transfer_mechanism=one_of(*TransferMechanism.values, default=TransferMechanism.NONE.value),
    ),
)
RETENTION = obj({"days": integer(1, 36_500), "from": one_of(*RetentionStart.values)})
ONWARD = obj({"rule": one_of(*OnwardSharing.values)}, groups=IDS)
CONDITIONS = Named("Conditions", conditions.SCHEMA)
FOLLOW_UP = {"type": ["boolean", "null"], "description": "Null: for authorities only."}
TERMS = Named(
    "Terms",
    obj(
        {"purpose": one_of(*Purpose.values)},
        title=text(least=0),
        providers=SIDE,
        recipients=SIDE,
        types=array(text(most=40), most=50),
        conditions=CONDITIONS,
        items=one_of(*ItemScope.values, default=ItemScope.WHOLE.value),
        scope=array(CLAUSE),
        standing=array(one_of(*StandingKind.values), least=1, most=2, default=["accredited"]),
        recognised={"type": "boolean", "default": False},
        objection_days=integer(0, 365, default=10),
        follow_up=FOLLOW_UP,
        back_fill_from=nullable(MOMENT),
        retention=nullable(RETENTION),
        legal_basis=array(LEGAL_BASIS, most=2000),
        onward_sharing=ONWARD,
        receipts_opened={"type": "boolean", "default": False},
        second_person=described(
            array(text(most=40), most=10), "Types of reply that a second person of the authority releases."
        ),
        effective_from=described(nullable(MOMENT), "Null: with the last signature."),
        effective_until=nullable(MOMENT),
    ),
)
EXAMPLE = {
    "purpose": "safety_and_security",
    "title": "Advance cargo from Rotterdam",
    "types": ["advance_cargo"],
    "conditions": [{"corridor": [["NL", "US"]]}, {"hs": ["8471", "30"]}],
    "scope": [{"path": "/items", "form": "plain"}, {"path": "/consignee", "form": "hashed"}],
    "retention": {"days": 365, "from": "receipt"},
}

REASON_EXAMPLE = {"reason": "The audit of May found a leak."}
RECIPIENT_EXAMPLE = {"recipient": "0190a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b", **REASON_EXAMPLE}

PERIOD = obj({"from": nullable(MOMENT), "until": nullable(MOMENT)})
AGREEMENT_NAMES = obj({"id": UUID_TEXT, "number": integer(1), "purpose": one_of(*Purpose.values)})
_LINE = {
    "id": UUID_TEXT,
    "version": nullable(integer(1)),
    "title": text(least=0),
    "state": one_of(*State.values),
    "drafted_by": UUID_TEXT,
    "proposed_at": nullable(MOMENT),
    "in_force": described(nullable(PERIOD), "Null while it has never come into force."),
}
VERSION_LINE = Named("AgreementVersionLine", obj(_LINE))
FAULT = obj({"pointer": text(most=600, least=0), "code": text(), "detail": text(most=2000)})
ACCESSION = obj({"organisation": UUID_TEXT, "from": MOMENT, "until": nullable(MOMENT)})
VERSION = Named(
    "AgreementVersion",
    obj(
        {
            **_LINE,
            "agreement": AGREEMENT_NAMES,
            "revision": integer(1),
            "terms": TERMS,
            "statement": text(most=2000),
            "signatures": array(obj({"organisation": UUID_TEXT, "signed_at": MOMENT})),
            "unsigned": described(IDS, "The signatories that have yet to sign."),
            "accessions": array(ACCESSION, most=100_000),
            "departures": array(obj({"organisation": UUID_TEXT, "left_at": MOMENT}), most=100_000),
            "before_proposal": described(array(FAULT), "What keeps a draft from being proposed."),
        }
    ),
)
EXCLUSION = obj(
    {
        "provider": UUID_TEXT,
        "recipient": UUID_TEXT,
        "from": MOMENT,
        "until": nullable(MOMENT),
    }
)
AGREEMENT = Named(
    "Agreement",
    obj(
        {
            "id": UUID_TEXT,
            "number": integer(1),
            "purpose": one_of(*Purpose.values),
            "created_by": UUID_TEXT,
            "created_at": MOMENT,
            "suspended_since": nullable(MOMENT),
            "terminated_at": nullable(MOMENT),
            "versions": array(VERSION_LINE),
        }
    ),
)
WHOLE_AGREEMENT = Named(
    "AgreementWithExclusions",
    {
        **AGREEMENT,
        "properties": {**AGREEMENT["properties"], "exclusions": array(EXCLUSION, most=100_000)},
        "required": [*AGREEMENT["required"], "exclusions"],
    },
)
STEP = Named(
    "AgreementStep",
    obj(
        {
            "id": UUID_TEXT,
            "act": one_of(*Act.values),
            "at": MOMENT,
            "version": nullable(integer(1)),
            "version_id": nullable(UUID_TEXT),
            "organisation": UUID_TEXT,
            "person": described(nullable(UUID_TEXT), "Told to the person's own organisation alone."),
            "client": described(nullable(UUID_TEXT), "Told to the client's own organisation alone."),
            "concerns": nullable(UUID_TEXT),
            "reason": text(most=2000, least=0),
        }
    ),
)
_LINES = array(text(most=20_000))
SUMMARY = Named(
    "AgreementSummary",
    obj(
        {
            "sections": array(obj({"title": text(), "lines": _LINES})),
            "text": text(most=1_000_000),
            "compared_with": described(
                nullable(integer(1)), "The version that the changes are told against."
            ),
            "changes": array(obj({"title": text(), "removed": _LINES, "added": _LINES})),
        }
    ),
)
_COUNTS = {
    "undelivered": described(integer(), "Resting on this agreement alone, and not delivered yet."),
    "delivered": described(integer(), "Resting on this agreement alone, and delivered."),
    "shared": described(integer(), "Resting on other agreements, too."),
}
_REACHED = obj({"recipients": described(integer(), "Organisations that the deliveries are for."), **_COUNTS})
REACH = Named(
    "AgreementReach",
    obj(
        {
            "published": _REACHED,
            "received": _REACHED,
            "by_recipient": array(obj({"organisation": UUID_TEXT, **_COUNTS})),
        }
    ),
)
PART = Named("AgreementPart", obj({"agreement": UUID_TEXT, "state": one_of(*State.values), "at": MOMENT}))
