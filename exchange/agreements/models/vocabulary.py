"""The closed lists that an agreement's terms are written in."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    """What the information may be used for; different purposes never mix."""

    SAFETY_AND_SECURITY = "safety_and_security", _("safety and security")
    REVENUE = "revenue", _("revenue")
    IPR_ENFORCEMENT = "ipr_enforcement", _("enforcement of intellectual property rights")
    STATISTICS = "statistics", _("statistics")
    FACILITATION = "facilitation", _("facilitation")
    PILOT_EVALUATION = "pilot_evaluation", _("evaluation of a pilot")


class Form(models.TextChoices):
    """How an element is shown, from the most open to the most restrictive."""

    PLAIN = "plain", _("as it is")
    TRUNCATED = "truncated", _("only its first characters")
    COUNTRY_ONLY = "country_only", _("only its country")
    HASHED = "hashed", _("only as a keyed hash")
    HIDDEN = "hidden", _("not at all")


class Role(models.TextChoices):
    PROVIDER = "provider", _("provider")
    RECIPIENT = "recipient", _("recipient")


class Direction(models.TextChoices):
    """The side from which a party states its legal basis: a provider gives, a recipient receives."""

    GIVES = "gives", _("gives")
    RECEIVES = "receives", _("receives")


class ItemScope(models.TextChoices):
    WHOLE = "whole", _("the whole consignment")
    MATCHING = "matching", _("only the goods items that match")


class StandingKind(models.TextChoices):
    ACCREDITED = "accredited", _("accredited (AEO)")
    ENROLLED = "enrolled", _("enrolled")


class RetentionStart(models.TextChoices):
    RECEIPT = "receipt", _("receipt")
    CANCELLATION = "cancellation", _("cancellation of the notice")


class OnwardSharing(models.TextChoices):
    NONE = "none", _("none")
    CONSENT = "consent", _("with the publisher's consent each time")
    GROUPS = "groups", _("to the named groups")


class Responsibility(models.TextChoices):
    """Who decides why and how personal data are processed (GDPR Articles 4(7), 26 and 28)."""

    CONTROLLER = "controller", _("controller")
    JOINT_CONTROLLER = "joint_controller", _("joint controller")
    PROCESSOR = "processor", _("processor")


class TransferMechanism(models.TextChoices):
    """What a transfer to another jurisdiction rests on (GDPR Articles 44 to 49)."""

    NONE = "none", _("no transfer to another jurisdiction")
    ADEQUACY = "adequacy_decision", _("an adequacy decision")
    SAFEGUARDS = "appropriate_safeguards", _("appropriate safeguards")
    INTERNATIONAL_AGREEMENT = "international_agreement", _("an international agreement")
    DEROGATION = "derogation", _("a derogation for a specific situation")
