"""What everybody may see: what the hub is, how one works with it, how it is doing."""

import pytest

from hub.health import selectors as health
from hub.health.selectors import Finding
from hub.portal.public.guides import GUIDES
from hub.portal.public.jobs import JOBS
from tests.hub.portal.browsing import Browser, signed_in

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


def test_a_stranger_learns_how_each_works_with_the_hub():
    stranger = Browser()
    landing = stranger.get("/")
    for guide in GUIDES:
        assert f"/how/{guide.name}/" in landing.links("/how/")
        assert str(guide.steps[0].text) in stranger.get(f"/how/{guide.name}/").main()
    index = stranger.get("/how/").links("/how/")
    for job in (*GUIDES, *JOBS):
        assert f"/how/{job.name}/" in index
        assert str(job.steps[-1].text) in stranger.get(f"/how/{job.name}/").main()
    assert stranger.get("/how/nobody/").status == 404


@pytest.mark.parametrize(
    ("failing", "said"),
    [
        ((), "Everything works."),
        (("starting",), "The hub has just been started: all of it works within a minute."),
        (("redis",), "Everything works, some of it more slowly."),
        (("redis", "worker"), "Something is disturbed. What was accepted is safe."),
    ],
)
def test_the_status_page_tells_what_people_notice(monkeypatch, failing, said):
    finding = {True: Finding(True, "secret detail"), False: Finding(False, "secret detail")}
    monkeypatch.setattr(health, "database", lambda: finding[True])
    monkeypatch.setattr(health, "broker", lambda: finding["redis" not in failing])
    monkeypatch.setattr(
        health,
        "parts",
        lambda: {
            **{name: finding[name not in failing] for name in ("worker", "sweeper", "backlog")},
            **({"worker": Finding(False, "secret detail", starting=True)} if "starting" in failing else {}),
        },
    )
    page = Browser().get("/status/").main()
    assert said in page
    assert page.count("Disturbed") == len(set(failing) - {"redis", "starting"})
    assert "secret detail" not in page


@pytest.mark.parametrize(("language", "feed"), [("en", "en"), ("fr", "fr"), ("es", "en")])
def test_the_status_page_leads_to_its_feed(language, feed):
    stranger = Browser().client
    page = stranger.get("/status/", secure=True, headers={"Accept-Language": language}).content.decode()
    head, _main, body = page.partition("<main")
    address = f'href="/status/{feed}/feed.atom"'
    assert (address in head, address in body) == (True, True)


def test_nobody_is_told_that_everything_works_while_an_incident_is_open(monkeypatch, operator):
    monkeypatch.setattr(health, "database", lambda: Finding(True, ""))
    monkeypatch.setattr(health, "broker", lambda: Finding(True, ""))
    monkeypatch.setattr(health, "parts", dict)
    incident = {"affects": "pages", "title_en": "Late", "title_fr": "Tard", "text_en": "a", "text_fr": "b"}
    assert "Everything works." in Browser().get("/status/").main()
    signed_in(operator, "administrator").post("/operations/announcements/incident/", **incident)
    page = Browser().get("/status/").main()
    assert "All parts answer. Read below what is going on now." in page
    assert "Everything works." not in page


def test_the_style_guide_is_shown_on_ones_own_machine_alone(settings):
    settings.HUB_STYLEGUIDE = True
    assert "There is a problem" in Browser().get("/styleguide").main()
    settings.HUB_STYLEGUIDE = False
    assert Browser().get("/styleguide").status == 404
