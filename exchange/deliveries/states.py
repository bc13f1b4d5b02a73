"""The life of a delivery as one table. ``docs/states/delivery.md`` is made from it."""

from pathlib import Path

from accounts.lifecycle import Transition, as_markdown

AVAILABLE, DELIVERED, WITHHELD, CLOSED = "available", "delivered", "withheld", "closed"

TRANSITIONS = (
    Transition("", "routed", AVAILABLE, "the router, back-fill, or content that had just left"),
    Transition("", "routed, but not to be sent now", WITHHELD, "the router: suspended, or no active member"),
    Transition(AVAILABLE, "content left", DELIVERED, "the recipient, or a channel"),
    Transition(AVAILABLE, "may not be sent now", WITHHELD, "the decision before sending"),
    Transition(AVAILABLE, "may never be sent", CLOSED, "the decision before sending"),
    Transition(WITHHELD, "may be sent again", AVAILABLE, "resumption or replay, at a new position"),
    Transition(WITHHELD, "may still not be sent", WITHHELD, "resumption or replay, with the reason of then"),
    Transition(WITHHELD, "may never be sent", CLOSED, "resumption or replay"),
)


def page() -> str:
    """``docs/states/delivery.md``."""
    return as_markdown(title="The life of a delivery", module="exchange.deliveries.states", table=TRANSITIONS)


if __name__ == "__main__":
    Path("docs/states/delivery.md").write_text(page())
