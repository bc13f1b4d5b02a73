"""From an empty hub to a working world, over the API alone; and everybody in their place."""

import io
import json
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.factories.calling import Api, fetch_token

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


def _bootstrap() -> dict[str, Any]:
    out = io.StringIO()
    call_command("bootstrap", "--json", stdout=out)
    made: dict[str, Any] = json.loads(out.getvalue())
    return made


@pytest.fixture
def operator() -> Api:
    client = _bootstrap()["client"]
    _, handed = fetch_token(client["client_id"], client["client_secret"])
    return Api(handed["access_token"])


def _member(operator: Api, kind: str = "trader", **more: Any) -> tuple[str, Api]:
    """A member, and its administrator signed in."""
    body = {"name": f"A {kind}", "kind": kind, "country": "DE", "region": "EUR", **more}
    status, organisation = operator.post("organisations", body)
    assert status == 201, organisation
    email = f"{organisation['id']}@hub.example"
    status, person = operator.post(
        "people",
        {
            "email": email,
            "name": "Administrator",
            "roles": ["administrator"],
            "organisation": organisation["id"],
            "sign_in": "password",
        },
    )
    assert status == 201, person
    administrator = Api()
    status, session = administrator.sign_in(email, person["initial_password"])
    assert (status, session["organisation"]) == (200, organisation["id"])
    return organisation["id"], administrator


def _client(administrator: Api, *scopes: str) -> tuple[dict[str, Any], Api]:
    status, client = administrator.post("clients", {"name": "Machine", "scopes": list(scopes)})
    assert status == 201, client
    _, handed = fetch_token(client["client_id"], client["client_secret"])
    return client, Api(handed["access_token"])


def test_bootstrap_makes_the_first_operator_once() -> None:
    made = _bootstrap()
    person = Api()
    status, session = person.sign_in(
        made["administrator"]["email"], made["administrator"]["initial_password"]
    )
    assert (status, session["organisation"]) == (200, made["organisation"]["id"])
    with pytest.raises(CommandError, match="has organisations already"):
        _bootstrap()


def test_a_world_is_made_over_the_api_alone(operator: Api) -> None:
    trader, trader_admin = _member(operator, identifiers=[{"scheme": "eori", "value": "de 123 4567"}])
    authority, authority_admin = _member(operator, "authority", country="FR")
    other, other_admin = _member(operator, "authority", country="ES")

    status, shown = trader_admin.get(f"organisations/{trader}")
    assert [i["value"] for i in shown["identifiers"]] == ["DE1234567"]
    status, standing = authority_admin.post(
        "standing", {"holder": trader, "kind": "accredited", "programme": "AEOF", "number": "FRAEOF1"}
    )
    assert status == 201
    assert authority_admin.post(f"standing/{standing['id']}/suspend", {"reason": "inspection"})[0] == 200
    assert authority_admin.post(f"standing/{standing['id']}/resume", {"reason": "passed"})[0] == 200
    assert other_admin.post(f"standing/{standing['id']}/recognition", {})[0] == 200
    status, whole = trader_admin.get(f"standing/{standing['id']}")
    assert [period["state"] for period in whole["periods"]] == ["granted", "suspended", "granted"]
    assert [recognition["recognised_by"] for recognition in whole["recognitions"]] == [other]
    assert whole["state"] == "granted"

    rule = {"kind": "trader", "standing": {"kind": "accredited", "granted_by": authority}}
    status, by_rule = authority_admin.post("groups", {"name": "Accredited here", "rule": rule})
    assert (status, by_rule["rule"]) == (201, rule)
    _, members = trader_admin.get(f"groups/{by_rule['id']}/members")
    assert [member["id"] for member in members["items"]] == [trader]
    status, listed = authority_admin.post("groups", {"name": "Pilot", "members": [trader, other]})
    assert status == 201
    assert authority_admin.delete(f"groups/{listed['id']}/members/{other}")[0] == 204
    assert trader_admin.delete(f"groups/{listed['id']}/members/{trader}")[0] == 204
    assert trader_admin.get(f"groups/{listed['id']}/members")[1]["items"] == []

    status, person = trader_admin.post(
        "people", {"email": "pat@hub.example", "name": "Pat", "roles": ["publisher"], "sign_in": "password"}
    )
    assert status == 201
    assert trader_admin.post(f"people/{person['id']}/roles", {"role": "auditor"})[1]["roles"] == [
        "auditor",
        "publisher",
    ]
    assert trader_admin.delete(f"people/{person['id']}/roles/publisher")[0] == 204
    assert trader_admin.delete(f"people/{person['id']}")[0] == 204
    assert trader_admin.get(f"people/{person['id']}")[0] == 404

    _, trail = trader_admin.get("trail")
    assert {entry["action"] for entry in trail["items"]} >= {"granted", "suspended", "role ended", "admitted"}


def test_a_person_of_two_organisations_chooses_and_is_seen_by_both_apart(operator: Api) -> None:
    first, first_admin = _member(operator)
    second, second_admin = _member(operator)
    invitation = {"email": "pat@hub.example", "name": "Pat", "roles": ["publisher"], "sign_in": "password"}
    _, made = first_admin.post("people", invitation)
    status, again = second_admin.post("people", invitation | {"roles": ["auditor"]})
    assert (status, again["id"], again["initial_password"]) == (201, made["id"], None)

    pat = Api()
    _, session = pat.sign_in("Pat@Hub.example", made["initial_password"])
    assert session["organisation"] is None
    assert {o["id"]: o["roles"] for o in session["organisations"]} == {
        first: ["publisher"],
        second: ["auditor"],
    }
    assert pat.get("people")[0] == 403
    assert pat.put("session/organisation", {"organisation": second})[1]["organisation"] == second
    assert pat.get("people")[0] == 200
    assert pat.post("clients", {"name": "x", "scopes": ["inbox:read"]})[0] == 403
    assert second_admin.delete(f"people/{made['id']}")[0] == 204
    assert pat.get("people")[0] == 403
    assert pat.put("session/organisation", {"organisation": second})[0] == 404
    assert first_admin.get(f"people/{made['id']}")[1]["roles"] == ["publisher"]


@pytest.mark.parametrize("ending", ["suspend", "remove"])
def test_with_its_organisation_every_session_token_and_client_stops_at_once(
    operator: Api, ending: str
) -> None:
    trader, administrator = _member(operator)
    client, machine = _client(administrator, "accounts:read")
    assert machine.get("organisations")[0] == 200
    assert operator.post(f"organisations/{trader}/{ending}", {"reason": "fraud"})[0] == 200
    assert machine.get("organisations")[0] == 401
    assert fetch_token(client["client_id"], client["client_secret"])[0] == 401
    assert administrator.get("organisations")[0] == 403
    if ending == "suspend":
        assert operator.post(f"organisations/{trader}/resume", {"reason": "cleared"})[0] == 200
        assert machine.get("organisations")[0] == 200
        assert administrator.get("organisations")[0] == 200


def test_a_rotated_secret_lives_through_its_overlap_and_an_ended_client_is_dead(operator: Api) -> None:
    _, administrator = _member(operator)
    client, machine = _client(administrator, "accounts:read")
    one = f"clients/{client['client_id']}"
    _, rotated = administrator.post(f"{one}/rotate", {"overlap_hours": 1})
    assert rotated["client_secret"] != client["client_secret"]
    for secret in (client["client_secret"], rotated["client_secret"]):
        assert fetch_token(client["client_id"], secret)[0] == 200
    _, again = administrator.post(f"{one}/rotate", {})
    assert machine.get("organisations")[0] == 401
    assert [
        fetch_token(client["client_id"], made["client_secret"])[0] for made in (client, rotated, again)
    ] == [401, 401, 200]
    assert administrator.delete(f"{one}?reason=replaced")[0] == 204
    assert fetch_token(client["client_id"], again["client_secret"])[0] == 401
    assert administrator.delete(one)[1]["code"] == "already-ended"


def test_a_client_makes_no_administrator_and_no_wider_client(operator: Api) -> None:
    _, administrator = _member(operator)
    _, machine = _client(administrator, "accounts:write")
    person = {"email": "new@hub.example", "name": "New", "roles": ["administrator"]}
    assert machine.post("people", person)[1]["code"] == "needs-person"
    assert machine.post("clients", {"name": "x", "scopes": ["notices:publish"]})[1]["code"] == (
        "wider-than-yours"
    )
    assert machine.post("clients", {"name": "x", "scopes": ["accounts:read"]})[0] == 201
    assert administrator.post("people", person)[0] == 201


def test_what_others_keep_is_refused_and_what_is_private_is_not_there(operator: Api) -> None:
    trader, trader_admin = _member(operator)
    _, authority_admin = _member(operator, "authority")
    _, stranger = _member(operator)
    client, _ = _client(trader_admin, "inbox:read")
    person = trader_admin.get("people")[1]["items"][0]["id"]
    _, standing = authority_admin.post("standing", {"holder": trader, "kind": "enrolled"})
    _, group = trader_admin.post("groups", {"name": "Ours", "members": [trader]})
    absent = stranger.get("clients/00000000-0000-7000-8000-000000000000")
    for path in (f"clients/{client['client_id']}", f"people/{person}"):
        status, body = stranger.get(path)
        assert status == 404
        assert {k: v for k, v in body.items() if k not in ("instance", "request_id")} == {
            k: v for k, v in absent[1].items() if k not in ("instance", "request_id")
        }
        assert stranger.delete(path)[0] == 404
    assert stranger.post(f"people/{person}/roles", {"role": "auditor"})[0] == 404
    assert stranger.get("people", organisation=trader)[0] == 404
    invited = {"email": "spy@hub.example", "name": "Spy", "roles": ["auditor"], "organisation": trader}
    assert stranger.post("people", invited)[0] == 404
    assert trader_admin.get("people")[1]["items"][1:] == []
    for path in (
        f"organisations/{trader}/suspend",
        f"organisations/{trader}/remove",
        f"standing/{standing['id']}/revoke",
    ):
        assert stranger.post(path, {"reason": "malice"})[0] == 403
    assert stranger.patch(f"organisations/{trader}", {"contact_phone": "1"})[0] == 403
    assert stranger.delete(f"groups/{group['id']}/members/{trader}")[0] == 403
    assert stranger.post("standing", {"holder": trader, "kind": "enrolled"})[0] == 403
    assert trader_admin.delete(f"people/{person}")[1]["code"] == "last-administrator"


def test_every_fault_of_a_form_is_told_with_its_place(operator: Api) -> None:
    status, problem = operator.post(
        "organisations",
        {
            "name": " ",
            "kind": "trader",
            "country": "XX",
            "region": "EUR",
            "contact_email": "no",
            "identifiers": [
                {"scheme": "eori", "value": "GB123"},
                {"scheme": "lei", "value": "529900T8BM49AURSDO56"},
            ],
        },
    )
    assert status == 422
    assert {(fault["pointer"], fault["code"]) for fault in problem["errors"]} == {
        ("/name", "empty"),
        ("/country", "no-country"),
        ("/contact_email", "bad-email"),
        ("/identifiers/0/value", "bad-eori"),
        ("/identifiers/1/value", "bad-lei"),
    }


def test_signing_in_tells_nothing_and_is_slowed_down(operator: Api) -> None:
    person = Api()
    answers = [person.sign_in("nobody@hub.example", "guess")[0] for _ in range(6)]
    assert answers == [401] * 5 + [429]
    assert Api().post("session", {"email": "a@hub.example", "password": "x"})[1]["code"] == "csrf"


def test_signing_out_ends_the_session(operator: Api) -> None:
    _, administrator = _member(operator)
    assert administrator.delete("session")[0] == 204
    assert administrator.get("session")[1]["person"] is None
    assert administrator.get("people")[0] == 401


def test_everybody_reads_the_directory_and_each_list_can_be_narrowed(operator: Api) -> None:
    trader, trader_admin = _member(operator)
    authority, authority_admin = _member(operator, "authority", country="FR")
    _, standing = authority_admin.post("standing", {"holder": trader, "kind": "enrolled"})
    _, group = authority_admin.post("groups", {"name": "Pilot"})
    assert authority_admin.post(f"groups/{group['id']}/members", {"organisation": trader})[0] == 201
    narrowed = {
        "organisations?kind=trader&country=DE&state=active": [trader],
        f"standing?holder={trader}&state=granted": [standing["id"]],
        f"standing?granted_by={authority}&kind=enrolled": [standing["id"]],
        "standing?state=expired": [],
        f"groups?keeper={authority}": [group["id"]],
        f"groups?keeper={trader}": [],
        f"groups/{group['id']}/members": [trader],
    }
    for address, found in narrowed.items():
        status, page = trader_admin.get(address)
        assert (status, [item["id"] for item in page["items"]]) == (200, found), address
    assert trader_admin.get(f"groups/{group['id']}")[1] == group
    assert trader_admin.get(f"organisations/{trader}/history")[1]["items"][0]["state"] == "active"
    _, first = trader_admin.get("organisations", limit=1)
    _, second = trader_admin.get(first["next"].removeprefix("/api/v1/"))
    assert first["items"] != second["items"]
    assert [client["name"] for client in operator.get("clients")[1]["items"]] == ["Operator"]


def test_identifiers_and_contact_details_are_kept(operator: Api) -> None:
    trader, administrator = _member(operator)
    status, identifier = operator.post(
        f"organisations/{trader}/identifiers", {"scheme": "scac", "value": "maeu"}
    )
    assert (status, identifier["value"]) == (201, "MAEU")
    one = f"organisations/{trader}/identifiers/{identifier['id']}"
    assert administrator.delete(one)[0] == 403
    assert operator.delete(one)[0] == 204
    assert operator.delete(one)[1]["code"] == "already-ended"
    contact = {"contact_email": "desk@example.com", "contact_phone": "+49 30 1"}
    assert (
        administrator.patch(f"organisations/{trader}", contact)[1] | contact
        == administrator.get(f"organisations/{trader}")[1]
    )
    status, problem = administrator.patch(f"organisations/{trader}", {"contact_email": "desk"})
    assert (status, problem["errors"][0]["pointer"]) == (422, "/contact_email")
    assert administrator.patch(f"organisations/{trader}", {"kind": "authority"})[0] == 422


def test_recognition_ends_and_unknown_things_in_forms_have_their_place(operator: Api) -> None:
    trader, _ = _member(operator)
    _, authority = _member(operator, "authority")
    _, other = _member(operator, "authority")
    nobody = "00000000-0000-7000-8000-000000000000"
    grant = {"holder": trader, "kind": "accredited", "programme": "AEOC", "number": "1"}
    _, standing = authority.post("standing", grant | {"valid_until": "2099-01-01T00:00:00+09:00"})
    assert standing["valid_until"] == "2098-12-31T15:00:00+00:00"
    one = f"standing/{standing['id']}/recognition"
    assert [other.post(one)[0], other.delete(one)[0], other.delete(one)[0]] == [200, 204, 409]
    assert authority.post("standing", grant | {"holder": nobody})[1]["errors"][0]["pointer"] == "/holder"
    both = {"name": "x", "members": [trader], "rule": {"kind": "trader"}}
    assert authority.post("groups", both)[1]["errors"][0]["pointer"] == "/members"
    listed = {"name": "x", "members": [trader, nobody]}
    assert authority.post("groups", listed)[1]["errors"][0]["pointer"] == "/members/1"
