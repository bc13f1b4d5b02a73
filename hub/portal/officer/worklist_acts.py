"""What is done with rows of the worklist: one or many at once, and the views that are kept."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import acting
from accounts.access import permissions
from accounts.access.permissions import check_may_deliver
from accounts.callers import Caller
from accounts.clock import transaction_time
from accounts.errors import NotFound, Refusal
from accounts.sentences import told
from accounts.users.models import User
from exchange import pipeline
from exchange.deliveries import services as deliveries
from exchange.deliveries.asking import Reader
from exchange.deliveries.models import Delivery
from exchange.disclosures.models import Disclosure
from exchange.worklist import filters, selectors, services
from hub.portal.officer import worklist_lines
from hub.portal.pages import act, entering, refused

Rows = Sequence[Delivery]


class Said(NamedTuple):
    """What is told after an act. ``wholly``: it was done with all that was chosen; ``left``: with these it was not."""

    text: str
    wholly: bool = True
    left: Iterable[UUID] = ()


@never_cache
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest) -> HttpResponse:
    """Do one thing with the chosen rows; then the list again, or for a script the changed rows alone."""
    caller = entering(request)
    if isinstance(caller, HttpResponse):
        return caller
    if request.method == "GET":
        messages.warning(request, gettext("Nothing has been done yet. Please do it again here."))
        return redirect("portal:inbox")
    said, refusal, rows = Said(""), None, []
    try:
        with acting.as_organisation(caller.organisation, person=caller.person):
            said = _do(request, caller)
    except NotFound as absent:
        return refused(request, absent)
    except Refusal as why_not:
        refusal = why_not
    if request.headers.get("HX-Request") != "true":
        _say(request, said, refusal)
        return redirect(_back(request))
    with acting.as_organisation(caller.organisation, person=caller.person):
        rows = _changed(request, caller)
    shown = {"said": said, "refusal": refusal, "rows": rows}
    return render(request, "officer/worklist_changed.html", shown)


@act(permissions.INBOX_READ, then="portal:inbox", there=False)
def drop_view(request: HttpRequest, caller: Caller, view: UUID) -> str:
    services.drop_view(view, by=caller)
    return gettext("The view is forgotten.")


@never_cache
@require_http_methods(["GET", "POST"])
def keep_view(request: HttpRequest) -> HttpResponse:
    """Keep what the address shows under a name, and stay there."""
    caller = entering(request)
    if isinstance(caller, HttpResponse):
        return caller
    if request.method == "GET":
        messages.warning(request, gettext("Nothing has been done yet. Please do it again here."))
        return redirect("portal:inbox")
    wanted = filters.read({name: request.POST.get(name, "") for name in filters.NAMES})
    name, shared = request.POST.get("view", "").replace("\x00", ""), request.POST.get("shared") == "1"
    said, refusal = Said(""), None
    try:
        with acting.as_organisation(caller.organisation, person=caller.person):
            kept = services.keep_view(
                name=name, query=wanted, shared=shared, by=caller, at=transaction_time()
            )
        said = Said(gettext("Saved as %(name)s.") % {"name": kept.name})
    except Refusal as why_not:
        refusal = why_not
    _say(request, said, refusal)
    return redirect(f"{reverse('portal:inbox')}?{wanted.as_query()}")


def _do(request: HttpRequest, caller: Caller) -> Said:
    chosen = _chosen(request, caller)
    what = _ACTS.get(request.POST.get("do", ""))
    if what is None:
        raise NotFound
    if not chosen:
        return Said(gettext("Nothing was chosen. Tick the rows first."), wholly=False)
    return what(request, caller, chosen)


def _acknowledge(request: HttpRequest, caller: Caller, rows: Rows) -> Said:
    caller.check_may(permissions.INBOX_ACKNOWLEDGE)
    told = deliveries.acknowledge_all(rows, at=transaction_time(), person=caller.person)
    done = ngettext("%(n)d acknowledged.", "%(n)d acknowledged.", len(told.now)) % {"n": len(told.now)}
    if not told.unopened:
        return Said(done)
    if not told.now:
        nothing = ngettext(
            "Nobody has opened it yet, so it was not acknowledged. Open it first (o).",
            "Nobody has opened these %(n)d yet, so they were not acknowledged. Open them first (o).",
            len(told.unopened),
        )
        return Said(nothing % {"n": len(told.unopened)}, wholly=False, left=told.unopened)
    left = ngettext(
        "%(n)d was passed over: nobody has opened it yet.",
        "%(n)d were passed over: nobody has opened them yet.",
        len(told.unopened),
    )
    return Said(f"{done} {left % {'n': len(told.unopened)}}", wholly=False, left=told.unopened)


def _open(request: HttpRequest, caller: Caller, rows: Rows) -> Said:
    check_may_deliver(caller)
    reader = Reader(caller.organisation, caller.person, caller.client, Disclosure.Channel.INBOX)
    opened = pipeline.open_deliveries(rows, reader=reader)
    unshown = [one.delivery.id for one in opened if not one.shown]
    shown = len(opened) - len(unshown)
    done = ngettext("%(n)d opened.", "%(n)d opened.", shown) % {"n": shown}
    if not unshown:
        return Said(done)
    left = ngettext(
        "%(n)d cannot be shown now: open it by itself to read why.",
        "%(n)d cannot be shown now: open them one by one to read why.",
        len(unshown),
    )
    return Said(f"{done} {left % {'n': len(unshown)}}", wholly=False, left=unshown)


def _claim(request: HttpRequest, caller: Caller, rows: Rows) -> Said:
    told = services.claim(_notices(rows), by=caller)
    done = ngettext("%(n)d is yours now.", "%(n)d are yours now.", len(told.now)) % {"n": len(told.now)}
    if not told.others:
        return Said(done)
    people = {one.pk: one.name for one in _people(caller)}
    who = ", ".join(sorted({worklist_lines.name(one, people) for one in told.others.values()}))
    left = ngettext(
        "%(n)d was claimed before you by %(who)s.",
        "%(n)d were claimed before you by %(who)s.",
        len(told.others),
    )
    others = [one.id for one in rows if one.notice_id in told.others]
    return Said(f"{done} {left % {'n': len(told.others), 'who': who}}", wholly=False, left=others)


def _give_back(request: HttpRequest, caller: Caller, rows: Rows) -> Said:
    count = len(services.give_back(_notices(rows), by=caller))
    return Said(ngettext("%(n)d was given back.", "%(n)d were given back.", count) % {"n": count})


def _assign(request: HttpRequest, caller: Caller, rows: Rows) -> Said:
    try:
        person = UUID(request.POST.get("person", ""))
    except ValueError:
        nobody = gettext("Choose the person to whom it is given.")
        return Said(nobody, wholly=False, left=[one.id for one in rows])
    count = len(services.assign(_notices(rows), to=person, by=caller, at=transaction_time()))
    name = worklist_lines.name(person, {one.pk: one.name for one in _people(caller)})
    said = ngettext("%(n)d was given to %(name)s.", "%(n)d were given to %(name)s.", count)
    return Said(said % {"n": count, "name": name})


_ACTS: dict[str, Callable[[HttpRequest, Caller, Rows], Said]] = {
    "acknowledge": _acknowledge,
    "open": _open,
    "claim": _claim,
    "give-back": _give_back,
    "assign": _assign,
}


def _chosen(request: HttpRequest, caller: Caller) -> list[Delivery]:
    return selectors.several(_identifiers(request), by=caller).rows


def _identifiers(request: HttpRequest) -> list[UUID]:
    found = []
    for text in request.POST.getlist("delivery")[: services.MOST_AT_ONCE]:
        try:
            found.append(UUID(text))
        except ValueError:
            raise NotFound from None
    return found


def _changed(request: HttpRequest, caller: Caller) -> list[worklist_lines.Row]:
    found = selectors.several(_identifiers(request), by=caller)
    return worklist_lines.rows(found, people=_people(caller), me=caller.person, now=transaction_time())


def _people(caller: Caller) -> list[User]:
    return selectors.workers(organisation=caller.organisation, at=transaction_time())


def _notices(rows: Rows) -> list[UUID]:
    return list({one.notice_id for one in rows})


def _say(request: HttpRequest, said: Said, refusal: Refusal | None) -> None:
    if refusal is not None:
        messages.error(request, told(refusal.detail))
    elif said.wholly:
        messages.success(request, said.text)
    else:
        messages.warning(request, said.text)


def _back(request: HttpRequest) -> str:
    """The list as it was looked at, and nowhere else."""
    to, inbox = request.POST.get("next", ""), reverse("portal:inbox")
    is_ours = url_has_allowed_host_and_scheme(to, allowed_hosts=None) and to.startswith(f"{inbox}?")
    return to if is_ours else inbox
