"""The closed lists that an agreement's terms are written in."""

from django.db import models


class Purpose(models.TextChoices):
    """What the information may be used for; different purposes never mix."""

    SAFETY_AND_SECURITY = "safety_and_security", "safety and security"
    REVENUE = "revenue", "revenue"
    IPR_ENFORCEMENT = "ipr_enforcement", "enforcement of intellectual property rights"
    STATISTICS = "statistics", "statistics"
    FACILITATION = "facilitation", "facilitation"
    PILOT_EVALUATION = "pilot_evaluation", "evaluation of a pilot"


class Form(models.TextChoices):
    """How an element is shown, from the most open to the most restrictive."""

    PLAIN = "plain", "as it is"
    TRUNCATED = "truncated", "only its first characters"
    COUNTRY_ONLY = "country_only", "only its country"
    HASHED = "hashed", "only as a keyed hash"
    HIDDEN = "hidden", "not at all"


class Role(models.TextChoices):
    PROVIDER = "provider", "provider"
    RECIPIENT = "recipient", "recipient"


class Direction(models.TextChoices):
    """The side from which a party states its legal basis: a provider gives, a recipient receives."""

    GIVES = "gives", "gives"
    RECEIVES = "receives", "receives"


class ItemScope(models.TextChoices):
    WHOLE = "whole", "the whole consignment"
    MATCHING = "matching", "only the goods items that match"


class StandingKind(models.TextChoices):
    ACCREDITED = "accredited", "accredited (AEO)"
    ENROLLED = "enrolled", "enrolled"


class RetentionStart(models.TextChoices):
    RECEIPT = "receipt", "receipt"
    CANCELLATION = "cancellation", "cancellation of the notice"


class OnwardSharing(models.TextChoices):
    NONE = "none", "none"
    CONSENT = "consent", "with the publisher's consent each time"
    GROUPS = "groups", "to the named groups"


class Responsibility(models.TextChoices):
    """Who decides why and how personal data are processed (GDPR Articles 4(7), 26 and 28)."""

    CONTROLLER = "controller", "controller"
    JOINT_CONTROLLER = "joint_controller", "joint controller"
    PROCESSOR = "processor", "processor"


class TransferMechanism(models.TextChoices):
    """What a transfer to another jurisdiction rests on (GDPR Articles 44 to 49)."""

    NONE = "none", "no transfer to another jurisdiction"
    ADEQUACY = "adequacy_decision", "an adequacy decision"
    SAFEGUARDS = "appropriate_safeguards", "appropriate safeguards"
    INTERNATIONAL_AGREEMENT = "international_agreement", "an international agreement"
    DEROGATION = "derogation", "a derogation for a specific situation"
