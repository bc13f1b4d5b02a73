"""The words of terms as the builder offers them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

RESPONSIBILITIES: dict[str, Promise] = {
    "controller": _("Controller"),
    "joint_controller": _("Joint controller"),
    "processor": _("Processor"),
}

TRANSFER_MECHANISMS: dict[str, Promise] = {
    "none": _("No transfer to another jurisdiction"),
    "adequacy_decision": _("Adequacy decision"),
    "appropriate_safeguards": _("Appropriate safeguards"),
    "international_agreement": _("International agreement"),
    "derogation": _("Derogation for a specific situation"),
}

RETENTION_STARTS: dict[str, Promise] = {
    "receipt": _("Receipt of the notice"),
    "cancellation": _("Cancellation of the notice, and without end while it is not cancelled"),
}

ONWARD_SHARING: dict[str, Promise] = {
    "none": _("No"),
    "consent": _("With the publisher's consent, each time"),
    "groups": _("To members of the groups chosen below, and to nobody else"),
}

STANDING_KINDS: dict[str, Promise] = {
    "accredited": _("Accredited: an authorised economic operator"),
    "enrolled": _("Enrolled: a reporting party without accreditation"),
}

FOLLOW_UPS: dict[str, Promise] = {
    "authorities": _("Customs administrations"),
    "everybody": _("All recipients"),
    "nobody": _("Nobody"),
}
