"""Making the demo world: taken up where it was interrupted, made once, and its handout opens the door."""

import json
import stat
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from accounts import acting
from accounts.organisations.models import Organisation
from exchange import pipeline
from exchange.deliveries.models import Delivery
from exchange.notices.models import Notice, NoticeVersion
from hub.demo import handout, plan
from hub.demo.replies import ORDERS, REACTIONS, Correspondence
from tests.factories.accounts import operator
from tests.factories.calling import Api, fetch_token
from tests.hub.demo.conftest import Demo, demo_in

pytestmark = pytest.mark.slow

INTERRUPTED_IN = 2


@pytest.fixture(scope="module")
def demo(
    django_db_setup: None, django_db_blocker: Any, engines: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demo]:
    """The world after a seeding that was interrupted in the middle of the day, and a second one."""
    with demo_in(tmp_path_factory.mktemp("hub"), engines, django_db_blocker) as made:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Correspondence, "go_on", interrupted(Correspondence.go_on))
            with pytest.raises(KeyboardInterrupt):
                made.tell()
        assert not handout.is_there(made.data)
        made.tell()
        yield made


def interrupted(go_on: Any) -> Any:
    def stop(letters: Correspondence, wave: int) -> None:
        if wave == INTERRUPTED_IN:
            raise KeyboardInterrupt
        go_on(letters, wave)

    return stop


def test_an_interrupted_seeding_is_taken_up_and_doubles_nothing(demo: Demo):
    world = demo.world
    assert world is not None
    expected = Counter(one.type for part in plan.whole_day(world.began) for one in part)
    expected += Counter(one.type for one in (*ORDERS, *REACTIONS))
    with acting.as_pipeline():
        assert Counter(Notice.objects.values_list("type", flat=True)) == expected
        assert Counter(NoticeVersion.objects.values_list("kind", flat=True))["amendment"] == 7
        # Read and answered as in one go.
        assert Delivery.objects.filter(kind="follow_up").count() == 1
        assert Delivery.objects.filter(kind="withdrawal").count() == 2


def test_a_second_time_changes_nothing(demo: Demo):
    before = everything(), (demo.data.path / handout.FILE).read_text()
    demo.tell()
    assert (everything(), (demo.data.path / handout.FILE).read_text()) == before
    assert demo.said[-1] == "The demo world was made before."


def everything() -> list[Counter[Any]]:
    with acting.as_pipeline():
        return [
            Counter(Organisation.objects.values_list("name", flat=True)),
            Counter(NoticeVersion.objects.values_list("id", flat=True)),
            Counter(Delivery.objects.values_list("id", "state")),
        ]


def test_a_lost_handout_is_made_anew_and_opens_the_door(demo: Demo):
    (demo.data.path / handout.FILE).unlink()
    demo.tell()
    written = demo.data.path / handout.FILE
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    told = json.loads(written.read_text())
    status, signed_in = Api().sign_in("officer@customs-nl.example", told["password"])
    assert (status, signed_in["person"]["name"]) == (200, "Joris Visser")
    client = told["clients"]["lotus"]
    status, answer = fetch_token(client["client_id"], client["client_secret"])
    assert status == 200
    lines = (demo.data.path / handout.TEXT).read_text()
    assert client["client_secret"] in lines
    assert told["first_request"] in lines
    body = json.loads(told["first_request"].split(" -d '")[1].rstrip("'\n"))
    api = Api(answer["access_token"])
    status, receipt = api.post("notices", body)
    assert (status, receipt["warnings"]) == (201, [])
    pipeline.route()
    _, receipts = api.get(f"notices/{receipt['notice']}/receipts")
    assert told["organisations"]["nl"] in {one["organisation"] for one in receipts["recipients"]}


@pytest.mark.django_db(databases="__all__", transaction=True)
def test_a_hub_with_members_of_its_own_is_left_alone(tmp_path):
    operator()
    with acting.as_pipeline():
        before = Organisation.objects.count()
    other = Demo(handout.DataFolder(tmp_path))
    other.tell()
    assert other.world is None
    with acting.as_pipeline():
        assert Organisation.objects.count() == before
    assert not handout.is_there(other.data)
