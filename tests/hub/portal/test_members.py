"""Members, standing and groups at the portal: who may keep them, and what an act stops, said before it is done."""

import pytest
from django.core import mail

from accounts.accreditation import services as accreditation
from exchange.agreements.models import Form
from exchange.agreements.terms import Clause
from tests.factories import accounts, agreements, notices
from tests.factories.accounts import acting_for
from tests.hub.portal.browsing import queries, signed_in

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


@pytest.fixture
def keeper(operator):
    return signed_in(operator, "administrator")


@pytest.fixture
def chief(authority):
    """An administrator of the authority's."""
    return signed_in(authority, "administrator")


def test_a_member_is_admitted_and_led_through_what_it_lacks(keeper, operator):
    form = {"name": "Example Lines", "kind": "trader", "country": "DE", "region": "EUR"}
    wrong = keeper.post("/members/new/", **form, scheme="eori", value="DE-1")
    assert wrong.status == 422
    assert "An EORI number is a country code" in wrong.main()
    assert "Say what kind of number it is" in keeper.post("/members/new/", **form, value="DE1").main()
    made = keeper.post("/members/new/", **form, scheme="eori", value="DE1234567890")
    assert "Example Lines is a member now." in made.text
    assert "Nobody leads it yet" in made.main()
    waiting = keeper.get("/members/onboarding/").main()
    for words in ("Example Lines", "No administrator", "No standing", "No agreement"):
        assert words in waiting
    (address,) = [one for one in made.links("/members/") if one.endswith("/appoint/")]
    done = keeper.post(address, email="lead@lines.example", name="Lea Lead")
    assert "A link to set a password is on its way to lead@lines.example." in done.text
    assert [one.to for one in mail.outbox] == [["lead@lines.example"]]
    assert "Nobody leads it yet" not in done.main()
    assert "No administrator" not in keeper.get("/members/onboarding/").main()


def test_before_a_member_is_suspended_it_is_said_what_stops(keeper, authority, agreement, published):
    address = f"/members/{authority.id}/"
    confirm = keeper.get(f"{address}suspend/").main()
    for words in (
        "1 person can act for it no more",
        "1 delivery that has not left to it is withheld",
        f"agreements: {agreement.agreement.number}.",
    ):
        assert words in confirm
    assert "This field is required" in keeper.post(f"{address}suspend/", reason="").main()
    done = keeper.post(f"{address}suspend/", reason="An audit.")
    assert "The member is suspended." in done.text
    assert "An audit." in done.main()
    assert "The member is active again." in keeper.post(f"{address}resume/", reason="It is over.").text
    assert "This cannot be undone." in keeper.get(f"{address}remove/").main()


def test_an_identifier_is_added_and_taken_away(keeper, trader):
    address = f"/members/{trader.id}/"
    assert "The number is held" in keeper.post(f"{address}identify/", scheme="scac", value="exli").text
    page = keeper.get(address)
    assert "EXLI" in page.main()
    (end,) = page.links(f"{address}identifiers/")
    assert "Take EXLI away" in keeper.get(end).main()
    assert "The number is free." in keeper.post(end).text
    assert "By no number yet." in keeper.get(address).main()


@pytest.mark.parametrize("act", ["suspend/", "resume/", "remove/", "appoint/", "identify/"])
def test_nobody_but_the_operator_keeps_members(chief, trader, act):
    address = f"/members/{trader.id}/"
    page = chief.get(address)
    assert page.status == 200
    assert act not in page.markup
    assert chief.get(f"{address}{act}").status == 403
    assert chief.post(f"{address}{act}", reason="Why not.").status == 403
    assert chief.get("/members/new/").status == 403


def test_an_authority_grants_standing_and_is_told_what_taking_it_away_stops(
    chief, trader, authority, operator
):
    other = accounts.member(operator, "trader", name="Second Trader")
    page = chief.post(
        "/standing/new/",
        holder=str(other.id),
        kind="accredited",
        programme="AEOS",
        number="FRAEOS77",
        last_day="",
    )
    assert "Granted." in page.text
    assert "FRAEOS77" in page.main()
    missing = chief.post(
        "/standing/new/", holder=str(trader.id), kind="accredited", programme="", number="", last_day=""
    )
    assert "Name the programme type" in missing.main()
    version = agreements.in_force(providers=[trader], recipients=[other, authority])
    notices.published(trader)
    (address,) = [one for one in chief.get("/standing/", q="Second").links("/standing/") if len(one) > 30]
    confirm = chief.get(f"{address}revoke/").main()
    assert f"lacks the standing that these agreements ask for: {version.agreement.number}." in confirm
    assert "1 delivery under them that has not left to it is withheld" in confirm
    assert "The standing is revoked." in chief.post(f"{address}revoke/", reason="An audit.").text
    assert chief.get(f"{address}revoke/").status in (200, 404)
    assert "Revoked" in chief.get(address).main()


def test_standing_is_kept_by_who_granted_it_and_recognised_by_others(trader, authority, operator, chief):
    other = accounts.member(operator, "authority", country="NL")
    elsewhere = signed_in(other, "administrator")
    (address,) = [one for one in chief.get("/standing/").links("/standing/") if len(one) > 30]
    page = elsewhere.get(address)
    assert "Revoke" not in page.main()
    assert elsewhere.get(f"{address}revoke/").status == 403
    assert elsewhere.post(f"{address}suspend/", reason="No.").status == 403
    assert "You recognise it from now on." in elsewhere.post(f"{address}recognise/", last_day="").text
    assert other.organisation.name in chief.get(address).main()
    assert "You recognise it no more." in elsewhere.post(f"{address}recognition/end/", reason="Over.").text


def test_what_hangs_on_standing_counts_no_agreement_of_others(trader, authority, operator, chief):
    elsewhere = accounts.member(operator, "authority", country="NL")
    agreements.in_force(
        providers=[elsewhere], recipients=[trader], types=("advisory",), scope=(Clause("", Form.PLAIN),)
    )
    (address,) = [one for one in chief.get("/standing/").links("/standing/") if len(one) > 30]
    assert "No agreement in force that you may read depends on it." in chief.get(f"{address}revoke/").main()


def test_a_listed_group_is_made_filled_and_left(chief, authority, operator):
    member = accounts.member(operator, "authority", country="BE", name="Belgian Customs")
    made = chief.post("/groups/listed/", name="Neighbours")
    assert "The group is made." in made.text
    (address,) = {one.removesuffix("add/") for one in made.links("/groups/") if one.endswith("/add/")}
    assert "Belgian Customs" in chief.post(f"{address}add/", organisation=str(member.id)).main()
    theirs = signed_in(member, "administrator")
    assert "Leave the group" in theirs.get(address).main()
    assert theirs.get(f"{address}add/").status == 404
    left = theirs.post(f"{address}members/{member.id}/end/", reason="Not ours.")
    assert "It is a member no more." in left.text
    assert "Nobody yet." in chief.get(address).main()
    assert theirs.get(f"{address}members/{authority.id}/end/").status == 404


def test_a_group_by_rule_says_its_rule_and_who_fulfils_it(chief, trader):
    empty = chief.post(
        "/groups/by-rule/", name="All", kind="", country="", region="", standing_kind="", standing_from=""
    )
    assert empty.status == 422
    made = chief.post(
        "/groups/by-rule/",
        name="German traders",
        kind="trader",
        country="DE",
        region="",
        standing_kind="",
        standing_from="",
    ).main()
    assert trader.organisation.name in made
    assert "Germany" in made


def test_lists_cost_the_same_however_long_they_are(keeper, chief, operator, authority):
    def look() -> None:
        for browser, address in (
            (keeper, "/members/"),
            (keeper, "/members/onboarding/"),
            (chief, "/standing/"),
            (chief, "/groups/"),
        ):
            assert browser.get(address).status == 200

    accounts.standing(accounts.member(operator), by=authority)
    agreements.listed_group(authority, name="First")
    before = queries(look)
    for n in range(4):
        accounts.standing(accounts.member(operator), by=authority)
        agreements.listed_group(authority, name=f"More {n}")
    assert queries(look) == before


def test_a_grant_is_suspended_and_resumed(chief, trader, authority):
    (address,) = [one for one in chief.get("/standing/").links("/standing/") if len(one) > 30]
    assert "The standing is suspended." in chief.post(f"{address}suspend/", reason="An audit.").text
    assert "Suspended" in chief.get(address).main()
    assert "The standing counts again." in chief.post(f"{address}resume/", reason="It is over.").text
    with acting_for(authority) as at:
        held = trader.organisation.standing.get()
        accreditation.suspend(standing=held, reason="Again.", by=authority.caller, at=at)
    assert "Suspended" in signed_in(trader, "publisher").get("/standing/").main()


def test_the_trail_calls_standing_and_groups_by_name(chief, trader):
    chief.post("/standing/new/", holder=str(trader.id), kind="enrolled", programme="", number="", last_day="")
    made = chief.post("/groups/listed/", name="Neighbours")
    (address,) = {one for one in made.links("/groups/") if one.endswith("/add/")}
    chief.post(address, organisation=str(trader.id))
    chief.client.get("/settings/trail/csv/", {"organisation": "nobody", "country": "DE"}, secure=True)
    rows = chief.get("/settings/trail/").main()
    for told in ("Neighbours", f"Organisation: {trader.organisation.name}", "Germany", "nobody"):
        assert told in rows
    assert str(trader.id) not in rows
