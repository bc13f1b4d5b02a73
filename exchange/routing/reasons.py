"""Why not: each refusal of the engine with its code, the numbered rule it belongs to, and its sentence."""

from enum import Enum


class Reason(Enum):
    """``rule`` is the number in docs/semantics.md, 0 for what lies outside the eight rules.

    ``final``: nothing that may still happen to the agreement brings it back.
    """

    def __init__(self, rule: int, code: str, message: str, final: bool = False) -> None:
        self.rule = rule
        self.code = code
        self.message = message
        self.final = final

    NOT_SIGNED = (1, "not-signed", "Not every signatory has signed this version.")
    NOT_YET = (1, "not-yet-in-force", "Its effective period has not begun.")
    SUSPENDED = (1, "suspended", "The agreement is suspended.")
    SUPERSEDED = (1, "superseded", "A later version has come into force.")
    TERMINATED = (1, "terminated", "The agreement was terminated.", True)
    EXPIRED = (1, "expired", "Its effective period is over.", True)

    NOT_A_PROVIDER = (2, "not-a-provider", "The publisher is neither named nor an acceded member.")

    OWN_NOTICE = (3, "own-notice", "A publisher receives nothing of its own.")
    NOT_A_RECIPIENT = (3, "not-a-recipient", "The recipient is neither named nor an acceded member.")
    OBJECTION = (3, "objection-period", "The objection period after accession is not over.")
    EXCLUDED = (3, "excluded", "The publisher has excluded the recipient from its data.")

    RECIPIENT_INACTIVE = (4, "recipient-not-active", "The recipient is not an active member.")
    RECIPIENT_STANDING = (4, "recipient-without-standing", "The recipient lacks the standing that is needed.")
    PUBLISHER_INACTIVE = (4, "publisher-not-active", "The publisher is not an active member.")
    PUBLISHER_STANDING = (4, "publisher-without-standing", "The publisher lacked the standing at acceptance.")

    OTHER_TYPE = (5, "other-type", "The agreement does not name this type of notice.")
    HANDLING = (5, "handling-class", "The handling class of the type does not admit the recipient.")

    FIELD_ABSENT = (6, "field-absent", "A condition asks for an element that the notice does not have.")
    CONDITION = (6, "condition-not-met", "A condition does not hold on the notice.")

    NOT_THEN = (7, "not-then", "The agreement did not entitle when the notice was accepted.", True)
    ACCEPTED_SUSPENDED = (7, "accepted-in-suspension", "It was accepted during a suspension.", True)

    NOTHING_VISIBLE = (8, "nothing-visible", "No element of the notice would be visible.")

    CANCELLED = (0, "cancelled", "The notice was cancelled.", True)
    NEWER_VERSION = (0, "newer-version", "A newer version exists that the recipient may not receive.")
    NO_GROUNDS = (0, "no-grounds", "No agreement for this purpose gives the notice to the recipient.")
    NOT_DELIVERED = (0, "not-delivered", "Its content has not left yet.")
    RETENTION_OVER = (0, "retention-over", "The time for which it may be kept is over.")
    CLOSED = (0, "ended-while-suspended", "The agreement was suspended when it ended.", True)
