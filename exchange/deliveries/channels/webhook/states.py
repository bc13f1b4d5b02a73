"""The lives of a message to an endpoint and of an endpoint, each as one table."""

from pathlib import Path

from django.utils.translation import gettext_noop as _

from accounts.lifecycle import Transition, Wording, as_markdown

DUE, LEASED, RETRYING = "due", "leased", "retrying"
SENT, DEAD, WITHHELD, CANCELLED = "sent", "dead", "withheld", "cancelled"
ACTIVE, DISABLED, REMOVED = "active", "disabled", "removed"
# Still to be sent: what stands before a message of the same key while it is in one of these.
OPEN = (DUE, LEASED, RETRYING)
# What may be sent anew on request.
REPLAYABLE = (DEAD, WITHHELD)

MESSAGE = (
    Transition("", "routed", DUE, "the router"),
    Transition(DUE, "taken", LEASED, "a worker"),
    Transition(RETRYING, "taken", LEASED, "a worker, when its time has come"),
    Transition(LEASED, "taken over", LEASED, "another worker, when the lease has run out"),
    Transition(LEASED, "answered 2xx", SENT, "the receiver"),
    Transition(LEASED, "failed", RETRYING, "the receiver"),
    Transition(LEASED, "failed for good", DEAD, "the receiver, or the end of the schedule"),
    Transition(LEASED, "may not be sent now", WITHHELD, "the decision before sending"),
    Transition(LEASED, "may never be sent", CANCELLED, "the decision before sending"),
    Transition(LEASED, "put back", DUE, "a worker that finds the endpoint disabled"),
    Transition(RETRYING, "begun anew", DUE, "an administrator of the recipient, by enabling the endpoint"),
    Transition(WITHHELD, "sent again", DUE, "resumption, or an administrator of the recipient"),
    Transition(DEAD, "sent again", DUE, "an administrator of the recipient, or of the operator"),
    Transition(
        DEAD, "asked for again", WITHHELD, "an administrator of the recipient, while the delivery is withheld"
    ),
    *(
        Transition(state, "endpoint removed", CANCELLED, "an administrator of the recipient")
        for state in (*OPEN, *REPLAYABLE)
    ),
)

ENDPOINT = (
    Transition("", "registered", ACTIVE, "an administrator of the organisation"),
    Transition(ACTIVE, "disabled", DISABLED, "an administrator of the organisation, or the hub"),
    Transition(DISABLED, "enabled", ACTIVE, "an administrator of the organisation"),
    Transition(ACTIVE, "removed", REMOVED, "an administrator of the organisation"),
    Transition(DISABLED, "removed", REMOVED, "an administrator of the organisation"),
)
ENDPOINT_WORDING = Wording(
    states={
        ACTIVE: _("The webhook is active."),
        DISABLED: _("The webhook is disabled."),
        REMOVED: _("The webhook has been removed."),
    },
    acts={
        "disabled": _("There is nothing to disable."),
        "enabled": _("There is nothing to enable."),
        "removed": _("It cannot be removed again."),
    },
)


def pages() -> dict[str, str]:
    """The pages of ``docs/states/`` that show these tables, by file name."""
    module = "exchange.deliveries.channels.webhook.states"
    return {
        "webhook-message.md": as_markdown(
            title="The life of a message to a webhook", module=module, table=MESSAGE
        ),
        "webhook.md": as_markdown(title="The life of a webhook", module=module, table=ENDPOINT),
    }


if __name__ == "__main__":
    for name, text in pages().items():
        Path("docs/states", name).write_text(text)
