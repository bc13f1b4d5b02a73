"""The life of a member: admitted, suspended and resumed any number of times, removed for good."""

from accounts.lifecycle import Transition

OPERATOR = "an administrator of the operator"
TRANSITIONS = (
    Transition("", "admitted", "active", OPERATOR),
    Transition("active", "suspended", "suspended", OPERATOR),
    Transition("suspended", "resumed", "active", OPERATOR),
    Transition("active", "removed", "removed", OPERATOR),
    Transition("suspended", "removed", "removed", OPERATOR),
)
