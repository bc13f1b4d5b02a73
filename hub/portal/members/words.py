"""What members, standing and groups are told in: states, kinds, schemes and regions in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hub.portal.words import Sign

MEMBER_STATES: dict[str, Sign] = {
    "active": Sign(_("Active"), "check-circle", "good"),
    "suspended": Sign(_("Suspended"), "pause-circle", "stop"),
    "removed": Sign(_("Removed"), "x-circle", "quiet"),
}
REQUEST_STATES: dict[str, Sign] = {
    "waiting": Sign(_("Waits for you"), "circle", "new"),
    "asked": Sign(_("Asked back"), "chat-left-text", "wait"),
    "admitted": Sign(_("Admitted"), "check-circle", "good"),
    "refused": Sign(_("Refused"), "x-circle", "quiet"),
}
STANDING_STATES: dict[str, Sign] = {
    "granted": Sign(_("Granted"), "check-circle", "good"),
    "suspended": Sign(_("Suspended"), "pause-circle", "stop"),
    "revoked": Sign(_("Revoked"), "x-circle", "quiet"),
    "expired": Sign(_("Expired"), "clock-history", "quiet"),
}
STANDING_KINDS: dict[str, Promise] = {
    "accredited": _("Accredited (AEO)"),
    "enrolled": _("Enrolled"),
}
SCHEMES: dict[str, Promise] = {
    "eori": _("EORI number"),
    "tin": _("Trader identification number"),
    "lei": _("Legal entity identifier"),
    "iata": _("IATA airline designator"),
    "scac": _("Standard carrier alpha code"),
    "gln": _("Global location number"),
}
REGIONS: dict[str, Promise] = {
    "AMS": _("Americas and the Caribbean"),
    "AP": _("Far East, South and South East Asia, Australasia and the Pacific Islands"),
    "ESA": _("East and Southern Africa"),
    "EUR": _("Europe"),
    "MENA": _("North of Africa, Near and Middle East"),
    "WCA": _("West and Central Africa"),
}
# What a newcomer still lacks, and who helps it.
LACKS: dict[str, tuple[Promise, Promise]] = {
    "administrator": (
        _("No administrator"),
        _("Next: appoint the first one, who is sent a link to set a password."),
    ),
    "standing": (
        _("No standing"),
        _("Next: an authority grants it, on the page of the standing. Tell it the name of the member."),
    ),
    "agreement": (
        _("No agreement"),
        _(
            "Next: another member names it in an agreement, or its administrator accedes as a member of a group."
        ),
    ),
}
