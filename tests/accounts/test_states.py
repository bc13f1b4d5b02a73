"""The diagrams are the tables."""

from pathlib import Path

import pytest
from django.utils.translation import override

from accounts.accreditation import states as standing
from accounts.announcements import states as announcement
from accounts.errors import Conflict
from accounts.joining import states as joining
from accounts.lifecycle import Transition, Wording, target_of
from accounts.organisations import states as member
from accounts.sentences import told
from exchange.deliveries.channels.webhook import states as webhook
from exchange.intake import states as intake
from exchange.review import states as review

STATES = Path(__file__).parents[2] / "docs" / "states"


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("member", member.page()),
        ("standing", standing.page()),
        ("announcement", announcement.page()),
        ("join-request", joining.page()),
    ],
)
def test_the_page_is_the_table(name: str, page: str) -> None:
    assert (STATES / f"{name}.md").read_text() == page


def test_what_the_table_does_not_know_is_a_conflict_that_names_the_state() -> None:
    def moved(source: str, act: str) -> str:
        return target_of(standing.TRANSITIONS, source=source, act=act, wording=standing.WORDING)

    assert moved("suspended", "resumed") == "granted"
    with pytest.raises(Conflict) as refused:
        moved("revoked", "resumed")
    assert refused.value.facts == {"state": "revoked"}
    assert refused.value.detail == "The standing has been revoked. There is nothing to resume."
    with override("fr"):
        assert told(refused.value.detail) == "Le statut a été révoqué. Il n'y a rien à reprendre."


@pytest.mark.parametrize(
    ("table", "wording"),
    [
        (standing.TRANSITIONS, standing.WORDING),
        (member.TRANSITIONS, member.WORDING),
        (announcement.TRANSITIONS, announcement.WORDING),
        (joining.TRANSITIONS, joining.WORDING),
        (webhook.ENDPOINT, webhook.ENDPOINT_WORDING),
        (review.PREPARED, review.PREPARED_WORDING),
        (intake.TRANSITIONS, intake.WORDING),
    ],
)
def test_every_state_has_its_sentence_and_no_act_is_made_up(
    table: tuple[Transition, ...], wording: Wording
) -> None:
    assert {row.target for row in table} <= wording.states.keys()
    assert wording.acts.keys() <= {row.act for row in table}
