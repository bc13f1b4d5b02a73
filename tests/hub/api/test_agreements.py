"""An agreement from the first draft to its end, over the API alone."""

from typing import Any

import pytest

from tests.factories import accounts, agreements, notices
from tests.factories.accounts import PASSWORD, Member
from tests.factories.calling import Api

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


@pytest.fixture
def operator(db: None) -> Member:
    return accounts.operator()


@pytest.fixture
def authority(operator: Member) -> Member:
    return accounts.member(operator, "authority", country="FR")


@pytest.fixture
def trader(operator: Member) -> Member:
    return accounts.member(operator, "trader", country="DE")


def person(of: Member) -> Api:
    """The member's administrator, signed in."""
    accounts.set_password(of.administrator)
    api = Api()
    status, session = api.sign_in(of.administrator.email, PASSWORD)
    assert (status, session["organisation"]) == (200, str(of.id))
    return api


def machine(of: Member, *scopes: str) -> Api:
    return Api(accounts.token(of, *(scopes or ("agreements:write",))))


def terms(providers: list[Any], recipients: list[Any], **more: Any) -> dict[str, Any]:
    """Complete terms as they are sent."""

    def side(parties: list[Any]) -> dict[str, Any]:
        return {"organisations": [str(party.id) for party in parties]}

    def basis(party: Any, direction: str) -> dict[str, Any]:
        rest = {"law": "Union Customs Code", "article": "Article 127", "role": "controller"}
        return {"party": str(party.id), "direction": direction, **rest}

    return {
        "purpose": "safety_and_security",
        "providers": side(providers),
        "recipients": side(recipients),
        "types": ["advance_cargo"],
        "conditions": [{"corridor": [["DE", "FR"], ["*", "US"]]}, {"hs": ["8471"]}],
        "scope": [{"path": "/items", "form": "plain"}, {"path": "/consignee", "form": "hashed"}],
        "retention": {"days": 365, "from": "receipt"},
        "legal_basis": [
            *(basis(party, "gives") for party in providers),
            *(basis(party, "receives") for party in recipients),
        ],
        **more,
    }


def drafted(api: Api, body: dict[str, Any]) -> tuple[str, str]:
    """A draft; its agreement's address and its own."""
    status, version = api.post("agreements", body)
    assert status == 201, version
    agreement = f"agreements/{version['agreement']['id']}"
    return agreement, f"{agreement}/versions/{version['id']}"


def test_an_agreement_lives_from_draft_to_termination(trader: Member, authority: Member) -> None:
    ours, theirs = person(trader), person(authority)
    agreement, address = drafted(ours, terms([trader], [authority]))
    assert theirs.get(address)[0] == 404
    status, version = ours.post(f"{address}/propose")
    assert (status, version["state"], version["version"]) == (200, "proposed", 1)
    assert version["unsigned"] == sorted([str(trader.id), str(authority.id)])
    assert theirs.get("agreements", waits_for="signature")[1]["items"][0]["number"]
    for api, expected in ((ours, "proposed"), (theirs, "in_force")):
        status, version = api.post(f"{address}/sign")
        assert (status, version["state"]) == (200, expected)
    assert version["in_force"] == {"from": version["signatures"][-1]["signed_at"], "until": None}
    assert theirs.get("agreements", waits_for="signature")[1]["items"] == []
    status, shown = theirs.post(f"{agreement}/suspend", {"reason": "Breach"})
    assert (status, shown["versions"][0]["state"]) == (200, "suspended")
    assert shown["suspended_since"]
    assert ours.post(f"{agreement}/resume", {"reason": "Mended"})[1]["suspended_since"] is None
    status, shown = ours.post(f"{agreement}/exclude", {"recipient": str(authority.id), "reason": "Leak"})
    assert [one["until"] for one in shown["exclusions"]] == [None]
    status, shown = ours.post(f"{agreement}/readmit", {"recipient": str(authority.id), "reason": "Mended"})
    assert shown["exclusions"][0]["until"]
    status, shown = ours.post(f"{agreement}/terminate", {"reason": "Over"})
    assert (status, shown["versions"][0]["state"]) == (200, "terminated")
    status, steps = theirs.get(f"{agreement}/steps", limit=100)
    assert [step["act"] for step in steps["items"]] == [
        "drafted",
        "proposed",
        "signed",
        "signed",
        "suspended",
        "resumed",
        "excluded",
        "readmitted",
        "terminated",
    ]
    own = {step["person"] for step in steps["items"] if step["organisation"] == str(authority.id)}
    foreign = {step["person"] for step in steps["items"] if step["organisation"] == str(trader.id)}
    assert (own, foreign) == ({str(authority.administrator.pk)}, {None})


def test_a_machine_drafts_and_proposes_but_never_signs(trader: Member, authority: Member) -> None:
    api = machine(trader)
    _, address = drafted(api, terms([trader], [authority]))
    assert api.post(f"{address}/propose")[0] == 200
    for act in ("sign", "accede"):
        status, problem = api.post(f"{address}/{act}")
        assert (status, problem["code"]) == (403, "person-required")
    status, problem = machine(trader, "agreements:read").post("agreements", terms([trader], [authority]))
    assert (status, problem["code"]) == (403, "permission-needed")


def test_a_draft_is_begun_with_a_purpose_and_tells_what_is_missing(trader: Member) -> None:
    api = machine(trader)
    _, address = drafted(api, {"purpose": "revenue"})
    status, version = api.get(address)
    assert {fault["pointer"] for fault in version["before_proposal"]} == {
        "",
        "/providers",
        "/recipients",
        "/types",
        "/scope",
        "/retention",
    }
    status, problem = api.post(f"{address}/propose")
    assert (status, problem["code"]) == (422, "not-proposable")
    assert problem["errors"] == version["before_proposal"]


def test_an_edit_names_the_draft_it_was_decided_on(trader: Member, authority: Member) -> None:
    api = machine(trader)
    _, address = drafted(api, {"purpose": "revenue"})
    body = terms([trader], [authority])
    assert api.put(address, body)[0] == 428
    api.get(address)
    assert api.last is not None
    api.headers["If-Match"] = api.last["ETag"]
    status, version = api.put(address, body)
    assert (status, version["revision"], version["before_proposal"]) == (200, 2, [])
    sent = version["terms"]["conditions"], version["terms"]["scope"], version["terms"]["retention"]
    assert sent == (body["conditions"], body["scope"], body["retention"])
    assert api.put(address, body)[0] == 412


def test_every_fault_of_the_terms_is_told_with_its_pointer(trader: Member, authority: Member) -> None:
    api = machine(trader)
    wrong = terms([trader], [authority]) | {
        "types": ["advance_cargo", "gossip"],
        "scope": [{"path": "/items/0/hs_code", "form": "plain"}],
        "conditions": [{"country": {"of": "origin", "any_of": ["ZZ"]}}],
        "recipients": {"organisations": ["0190a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b"]},
    }
    status, problem = api.post("agreements", wrong)
    assert (status, problem["code"]) == (422, "invalid-terms")
    assert {(fault["pointer"], fault["code"]) for fault in problem["errors"]} == {
        ("/types/1", "unknown-type"),
        ("/scope/0/path", "path-has-index"),
        ("/scope/0/path", "path-covers-nothing"),
        ("/conditions/0/country/any_of/0", "unknown-country"),
        ("/recipients/organisations/0", "unknown-organisation"),
        ("/legal_basis/1/party", "basis-of-nobody"),
    }
    status, problem = api.post("agreements", {"purpose": "gossip", "objection_days": -1, "colour": 1})
    assert (status, problem["code"]) == (422, "invalid-request")
    assert {fault["pointer"] for fault in problem["errors"]} == {"/purpose", "/objection_days", "/colour"}
    assert api.get("agreements")[1]["items"] == []


def test_a_member_reads_accedes_and_leaves(trader: Member, authority: Member, operator: Member) -> None:
    association = accounts.member(operator, "association", country="BE")
    group = agreements.listed_group(association, trader)
    version = agreements.proposed(authority, agreements.terms(providers=[group], recipients=[authority]))
    agreements.signed(version, authority, association)
    api = person(trader)
    (waiting,) = api.get("agreements", waits_for="accession")[1]["items"]
    address = f"agreements/{waiting['id']}/versions/{version.id}"
    status, shown = api.post(f"{address}/accede")
    assert (status, [one["organisation"] for one in shown["accessions"]]) == (200, [str(trader.id)])
    assert api.get("agreements", waits_for="accession")[1]["items"] == []
    status, problem = api.post(f"{address}/accede")
    assert (status, problem["code"]) == (409, "already-acceded")
    status, shown = api.post(f"{address}/leave", {"reason": "Audit"})
    assert (status, shown["accessions"][0]["until"] is not None) == (200, True)
    status, problem = person(association).post(f"{address}/leave", {"reason": "Audit"})
    assert (status, problem["code"]) == (409, "not-bound")


def test_a_successor_tells_what_it_changes(trader: Member, authority: Member) -> None:
    version = agreements.in_force(providers=[trader], recipients=[authority])
    api = machine(trader)
    agreement = f"agreements/{version.agreement_id}"
    status, draft = api.post(f"{agreement}/successor")
    assert (status, draft["version"], draft["state"]) == (201, None, "draft")
    assert api.last is not None
    address = f"{agreement}/versions/{draft['id']}"
    api.headers["If-Match"] = api.last["ETag"]
    changed = draft["terms"] | {"retention": {"days": 30, "from": "receipt"}}
    assert api.put(address, changed)[0] == 200
    status, summary = api.get(f"{address}/summary")
    assert summary["compared_with"] == 1
    told = {change["title"]: change["added"] for change in summary["changes"]}
    assert told["How long it may be kept"] == ["For 30 days from receipt."]
    assert "For 30 days from receipt." in summary["text"]
    status, withdrawn = api.delete(address)
    assert (status, withdrawn["state"]) == (200, "withdrawn")
    assert api.get(agreement)[1]["versions"][0]["state"] == "in_force"


def test_lists_are_filtered_by_state_and_paged(trader: Member, authority: Member) -> None:
    for _ in range(2):
        agreements.in_force(providers=[trader], recipients=[authority])
    agreements.draft(trader, agreements.terms(providers=[trader], recipients=[authority]))
    api = machine(trader, "agreements:read")
    status, page = api.get("agreements", state="in_force", limit=1)
    assert (status, len(page["items"])) == (200, 1)
    status, following = api.get(page["next"].removeprefix("/api/v1/"))
    assert following["next"] is None
    numbers = [page["items"][0]["number"], following["items"][0]["number"]]
    assert numbers == sorted(numbers, reverse=True)
    assert len(api.get("agreements", state="draft")[1]["items"]) == 1
    assert len(api.get("agreements")[1]["items"]) == 3
    assert len(machine(authority, "agreements:read").get("agreements")[1]["items"]) == 2


def test_what_is_none_of_ones_business_looks_like_what_is_not_there(
    trader: Member, authority: Member, operator: Member
) -> None:
    version = agreements.in_force(providers=[trader], recipients=[authority])
    other = agreements.in_force(providers=[trader], recipients=[authority])
    stranger = machine(accounts.member(operator, country="US", region="AMS"))
    absent = "0190a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b"
    agreement = f"agreements/{version.agreement_id}"
    reason, about = {"reason": "No"}, {"reason": "No", "recipient": str(trader.id)}
    for address, body in (
        (f"{agreement}/suspend", reason),
        (f"{agreement}/terminate", reason),
        (f"{agreement}/exclude", about),
        (f"{agreement}/successor", None),
        (f"{agreement}/versions/{version.id}/leave", reason),
        (f"{agreement}/versions/{version.id}/propose", None),
    ):
        status, problem = stranger.post(address, body)
        there = address.replace(str(version.agreement_id), absent).replace(str(version.id), absent)
        absent_status, absent_problem = stranger.post(there, body)
        assert status == absent_status == 404
        assert {**problem, "instance": "", "request_id": ""} == {
            **absent_problem,
            "instance": "",
            "request_id": "",
        }
    for read in ("", "/steps", f"/versions/{version.id}", f"/versions/{version.id}/summary"):
        assert stranger.get(f"{agreement}{read}")[0] == 404
    assert machine(trader).get(f"{agreement}/versions/{other.id}")[0] == 404


def test_the_operator_reads_what_was_proposed_and_signs_nothing(
    trader: Member, authority: Member, operator: Member
) -> None:
    version = agreements.in_force(providers=[trader], recipients=[authority])
    api = person(operator)
    address = f"agreements/{version.agreement_id}/versions/{version.id}"
    assert api.get(address)[1]["terms"]["types"] == ["advance_cargo"]
    status, problem = api.post(f"{address}/sign")
    assert (status, problem["code"]) == (403, "not-a-signatory")


def test_agreements_are_narrowed_and_what_rests_on_one_is_told(trader: Member, authority: Member) -> None:
    accounts.standing(trader, by=authority)
    coffee = agreements.in_force(providers=[trader], recipients=[authority], title="Coffee from Brazil")
    agreements.in_force(providers=[trader], recipients=[authority], title="Tea from Kenya")
    notices.published(trader)
    api = machine(trader, "agreements:read")
    for query, titles in (
        ("containing=coffee", ["Coffee from Brazil"]),
        ("containing=kenya&purpose=safety_and_security", ["Tea from Kenya"]),
        ("purpose=revenue", []),
        ("ends_within=60", []),
    ):
        status, found = api.get(f"agreements?{query}")
        assert (status, [one["versions"][0]["title"] for one in found["items"]]) == (200, titles)
    status, reach = api.get(f"agreements/{coffee.agreement_id}/reach")
    assert (status, reach["published"]["shared"], reach["received"]["shared"]) == (200, 1, 0)
    assert reach["published"]["recipients"] == 1
