"""Groups that agreements can name: who is a member now and why, and keeping those that are listed."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.access import permissions
from accounts.callers import Caller
from accounts.clock import transaction_time
from accounts.errors import NotFound
from accounts.groups import selectors, services
from accounts.groups.models import Group
from accounts.groups.permissions import may_keep
from accounts.groups.services import Rule
from accounts.organisations import facts
from accounts.organisations import selectors as organisations
from accounts.organisations.models import Activity, Kind
from exchange.catalogue import selectors as catalogue
from exchange.catalogue.naming import in_order
from exchange.routing import groups as naming
from hub.portal import paging, words
from hub.portal.form_pages import Done, PortalForm, Reasoned, form_page
from hub.portal.members.words import REGIONS, STANDING_KINDS
from hub.portal.pages import page

_ANY = ("", _("Does not matter"))


class NewList(PortalForm):
    """A group whose members are named one by one."""

    name = forms.CharField(label=_("Name"), max_length=200)


class NewRule(PortalForm):
    """A group of all that fulfil what is named."""

    places = {"/rule": "kind", "/rule/standing/granted_by": "standing_from"}
    settled = ("kind", "country", "region", "standing_kind", "standing_from")
    name = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[_ANY, *words.ORGANISATION_KINDS.items()], required=False
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    region = forms.ChoiceField(label=_("WCO region"), choices=[_ANY, *REGIONS.items()], required=False)
    standing_kind = forms.ChoiceField(
        label=_("Standing"), choices=[_ANY, *STANDING_KINDS.items()], required=False
    )
    standing_from = forms.ChoiceField(label=_("Standing granted by"), required=False)

    def fit(self, found: dict[str, Any]) -> None:
        self.fields["country"].choices = [_ANY, *found["countries"]]  # type: ignore[attr-defined]
        self.fields["standing_from"].choices = [_ANY, *found["authorities"]]  # type: ignore[attr-defined]


class Joining(PortalForm):
    """Who is a member from now on."""

    organisation = forms.ChoiceField(label=_("Organisation"))

    def fit(self, found: dict[str, Any]) -> None:
        self.fields["organisation"].choices = [("", gettext("Choose one")), *found["others"]]  # type: ignore[attr-defined]


@page("members/groups.html", permissions.ACCOUNTS_READ)
def groups(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    """Every group, the latest made first; and which of them one keeps or belongs to."""
    at = transaction_time()
    found = paging.cut(request, selectors.all_groups(), {"id": UUID})
    named = naming.naming(at=at)
    own = {one.pk for one in selectors.of_member(organisations.organisation(caller.organisation), at=at)}
    return {
        "lines": [
            (one, one.keeper_id == caller.organisation, one.pk in own, named.get(one.pk, ()))
            for one in found.rows
        ],
        "cut": found,
        "may_make": caller.may(permissions.GROUPS_WRITE),
    }


@page("members/group.html", permissions.ACCOUNTS_READ)
def group(request: HttpRequest, caller: Caller, group: UUID) -> dict[str, Any]:
    """One group: its rule in words, its members now, and the agreements that name it as far as one may read them."""
    at = transaction_time()
    found = selectors.group(group)
    rows = paging.cut(request, selectors.members(found, at=at), {"id": UUID})
    keeps = may_keep(caller, keeper=found.keeper_id) and found.listed
    return {
        "one": found,
        "rule": _in_words(found),
        "members": [(one, words.ORGANISATION_KINDS[one.kind]) for one in rows.rows],
        "cut": rows,
        "count": selectors.members(found, at=at).count(),
        "agreements": naming.naming(at=at).get(group, ()),
        "may_keep": keeps,
        "may_leave": found.listed
        and not keeps
        and caller.may(permissions.GROUPS_WRITE)
        and selectors.is_member(found, organisation=caller.organisation, at=at),
        "us": caller.organisation,
    }


def _in_words(group: Group) -> list[tuple[Any, Any]]:
    """What all members of a group by rule fulfil, each with what it is called."""
    if group.listed:
        return []
    granted_by = group.rule_standing_from
    return [
        (_("Kind"), words.ORGANISATION_KINDS.get(group.rule_kind or "", "")),
        (_("Country"), catalogue.country(group.rule_country or "")),
        (_("WCO region"), REGIONS.get(group.rule_region or "", "")),
        (_("Standing"), STANDING_KINDS.get(group.rule_standing_kind or "", "")),
        (_("Standing granted by"), "" if granted_by is None else granted_by.name),
    ]


@form_page("members/group_new.html", permissions.GROUPS_WRITE, form=NewList, then="portal:groups")
def make_listed(request: HttpRequest, caller: Caller, form: PortalForm) -> Done:
    made = services.make_listed(name=form.cleaned_data["name"], members=(), by=caller, at=facts.change_time())
    return Done(gettext("The group is made. Add its members."), to=reverse("portal:group", args=[made.pk]))


def _choices(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    listed = next(one for one in catalogue.every_list() if one.name == "countries")
    authorities = organisations.directory(at=transaction_time()).filter(kind=Kind.AUTHORITY)
    return {
        "countries": sorted(catalogue.labels_of(listed).items(), key=lambda one: in_order(one[1])),
        "authorities": [
            (str(pk), name) for pk, name in authorities.order_by("name").values_list("pk", "name")
        ],
    }


@form_page(
    "members/group_by_rule.html",
    permissions.GROUPS_WRITE,
    form=NewRule,
    then="portal:groups",
    read=_choices,
)
def make_by_rule(request: HttpRequest, caller: Caller, form: PortalForm) -> Done:
    given = form.cleaned_data
    granted_by = given["standing_from"]
    rule = Rule(
        kind=given["kind"] or None,
        country=given["country"] or None,
        region=given["region"] or None,
        standing_kind=given["standing_kind"] or None,
        standing_from=organisations.organisation(UUID(granted_by)) if granted_by else None,
    )
    made = services.make_by_rule(name=given["name"], rule=rule, by=caller, at=facts.change_time())
    return Done(gettext("The group is made."), to=reverse("portal:group", args=[made.pk]))


def _outside(request: HttpRequest, caller: Caller, group: UUID) -> dict[str, Any]:
    at = transaction_time()
    found = _kept(group, caller)
    active = Activity.objects.filter(valid_until=None, state=Activity.State.ACTIVE).values("organisation")
    others = organisations.directory(at=at).filter(pk__in=active)
    others = others.exclude(pk__in=selectors.members(found, at=at).values("pk")).order_by("name")
    return {
        "one": found,
        "others": [(str(pk), name) for pk, name in others.values_list("pk", "name")],
        "cancel": reverse("portal:group", args=[group]),
    }


@form_page(
    "members/group_add.html", permissions.GROUPS_WRITE, form=Joining, then="portal:group", read=_outside
)
def add(request: HttpRequest, caller: Caller, form: PortalForm, group: UUID) -> str:
    services.add_member(
        group=_kept(group, caller),
        organisation=organisations.organisation(UUID(form.cleaned_data["organisation"])),
        by=caller,
        at=facts.change_time(),
    )
    return gettext("It is a member from now on. It is bound by no agreement before it has acceded itself.")


def _leaving(request: HttpRequest, caller: Caller, group: UUID, organisation: UUID) -> dict[str, Any]:
    at = transaction_time()
    found = selectors.group(group)
    mine = organisation == caller.organisation
    if (found.keeper_id != caller.organisation and not mine) or not selectors.is_member(
        found, organisation=organisation, at=at
    ):
        raise NotFound
    who = organisations.organisation(organisation).name
    return {
        "title": gettext("Leave the group")
        if mine
        else gettext("Remove %(name)s from the group") % {"name": who},
        "points": _left(who, naming.naming(at=at).get(group, ())),
        "button": gettext("Leave the group") if mine else gettext("Remove the member"),
        "cancel": reverse("portal:group", args=[group]),
        "back_name": found.name,
        "tone": "danger",
    }


def _left(who: str, named: Sequence[int]) -> list[str]:
    """What it does that an organisation leaves a group, which ``named`` agreements name."""
    if named:
        follows = [
            gettext("Under these agreements it takes part no more through this group: %(numbers)s.")
            % {"numbers": ", ".join(map(str, named))},
            gettext(
                "What has not left to it under them is withheld; what it has stays readable until its retention ends."
            ),
        ]
    else:
        follows = [gettext("No agreement in force that you may read names the group.")]
    return [
        gettext("%(name)s is no longer a member of the group.") % {"name": who},
        *follows,
        gettext("Agreements that you may not read can name the group too; they are not counted here."),
        gettext("The keeper of the group can add it again."),
    ]


@form_page(
    "confirm.html",
    permissions.GROUPS_WRITE,
    form=Reasoned,
    then="portal:groups",
    read=_leaving,
    there=False,
)
def take_out(request: HttpRequest, caller: Caller, form: PortalForm, group: UUID, organisation: UUID) -> Done:
    services.end_membership(
        group=selectors.group(group),
        organisation=organisation,
        by=caller,
        at=facts.change_time(),
        reason=form.cleaned_data["reason"],
    )
    return Done(gettext("It is a member no more."), to=reverse("portal:group", args=[group]))


def _kept(group: UUID, caller: Caller) -> Group:
    """A listed group that the caller keeps; any other is not there to be kept."""
    found = selectors.group(group)
    if not may_keep(caller, keeper=found.keeper_id) or not found.listed:
        raise NotFound
    return found
