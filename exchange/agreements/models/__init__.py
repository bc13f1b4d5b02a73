"""Agreements: the words of their terms, the terms, and the acts of their parties."""

from exchange.agreements.models.acts import (
    Accession,
    AgreementStep,
    Departure,
    Exclusion,
    FactChange,
    Signature,
    Suspension,
    Termination,
)
from exchange.agreements.models.examples import Example
from exchange.agreements.models.terms import (
    STATEMENT,
    Agreement,
    AgreementVersion,
    MaskKey,
    OnwardGroup,
    Party,
    ScopeClause,
)
from exchange.agreements.models.vocabulary import (
    Direction,
    Form,
    ItemScope,
    OnwardSharing,
    Purpose,
    Responsibility,
    RetentionStart,
    Role,
    StandingKind,
    TransferMechanism,
)

__all__ = [
    "STATEMENT",
    "Accession",
    "Agreement",
    "AgreementStep",
    "AgreementVersion",
    "Departure",
    "Direction",
    "Example",
    "Exclusion",
    "FactChange",
    "Form",
    "ItemScope",
    "MaskKey",
    "OnwardGroup",
    "OnwardSharing",
    "Party",
    "Purpose",
    "Responsibility",
    "RetentionStart",
    "Role",
    "ScopeClause",
    "Signature",
    "StandingKind",
    "Suspension",
    "Termination",
    "TransferMechanism",
]
