"""Who is here: members, standing, groups."""

from django.urls import path

from hub.portal.members import directory, granting, groups, keeping, requests, standing

_MEMBER = "members/<uuid:organisation>/"
_GRANT = "standing/<uuid:standing>/"
_REQUEST = "members/requests/<uuid:join_request>/"
_GROUP = "groups/<uuid:group>/"

urlpatterns = [
    path("members/", directory.members, name="members"),
    path("members/new/", keeping.admit, name="member-admit"),
    path("members/onboarding/", directory.onboarding, name="onboarding"),
    path(_REQUEST, requests.one, name="join-request"),
    path(f"{_REQUEST}admit/", requests.admit, name="join-request-admit"),
    path(f"{_REQUEST}ask/", requests.ask_back, name="join-request-ask"),
    path(f"{_REQUEST}refuse/", requests.refuse, name="join-request-refuse"),
    path(_MEMBER, directory.member, name="member"),
    path(f"{_MEMBER}appoint/", keeping.appoint, name="member-appoint"),
    path(f"{_MEMBER}identify/", keeping.identify, name="member-identify"),
    path(
        f"{_MEMBER}identifiers/<uuid:identifier>/end/", keeping.end_identifier, name="member-identifier-end"
    ),
    path(f"{_MEMBER}suspend/", keeping.suspend, name="member-suspend"),
    path(f"{_MEMBER}resume/", keeping.resume, name="member-resume"),
    path(f"{_MEMBER}remove/", keeping.remove, name="member-remove"),
    path("standing/", standing.standing, name="standing"),
    path("standing/new/", granting.grant, name="grant-new"),
    path(_GRANT, standing.one, name="grant"),
    path(f"{_GRANT}suspend/", granting.suspend, name="grant-suspend"),
    path(f"{_GRANT}resume/", granting.resume, name="grant-resume"),
    path(f"{_GRANT}revoke/", granting.revoke, name="grant-revoke"),
    path(f"{_GRANT}recognise/", granting.recognise, name="grant-recognise"),
    path(f"{_GRANT}recognition/end/", granting.end_recognition, name="grant-recognition-end"),
    path("groups/", groups.groups, name="groups"),
    path("groups/listed/", groups.make_listed, name="group-listed"),
    path("groups/by-rule/", groups.make_by_rule, name="group-by-rule"),
    path(_GROUP, groups.group, name="group"),
    path(f"{_GROUP}add/", groups.add, name="group-add"),
    path(f"{_GROUP}members/<uuid:organisation>/end/", groups.take_out, name="group-take-out"),
]
