"""The worklist: what was delivered to the reader's organisation, narrowed, in order, and kept up to date."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from accounts.access import permissions
from accounts.callers import Caller
from accounts.clock import transaction_time
from exchange.worklist import filters as reading
from exchange.worklist import selectors
from exchange.worklist.filters import Filters
from exchange.worklist.models import SavedView
from exchange.worklist.selectors import Page
from hub.portal import paging
from hub.portal.officer import worklist_form, worklist_lines, worklist_words
from hub.portal.pages import page


@page("officer/worklist.html", permissions.INBOX_READ, fragments={"worklist": "officer/worklist_list.html"})
def worklist(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    """The list that the address asks for. Listing delivers nothing."""
    filters = _read(request)
    found = _page(request, filters, caller)
    kept = selectors.views(by=caller)
    shown = _rows(found, caller)
    return {
        **shown,
        "form": worklist_form.form(filters, shown["people"]),
        "wrong": [worklist_words.FILTERS[name] for name in filters.wrong],
        **_views(filters, kept, caller),
        "filters": filters,
        "query": filters.as_query(),
        "older": _beside(filters, "before", found.older),
        "newer": _beside(filters, "after", found.newer),
        "since": _since(found) if _is_live(request, filters) else None,
        "everywhere": _everywhere(filters),
        "may_save": caller.person is not None,
        "kept_filters": [(name, getattr(filters, name)) for name in reading.NAMES if getattr(filters, name)],
    }


@page("officer/worklist_rows.html", permissions.INBOX_READ)
def newer_rows(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    """What has come since, as rows to stand above those that the reader looks at."""
    filters = _read(request)
    found = _page(request, filters, caller)
    since = str(found.rows[0].position) if found.rows else request.GET.get("after", "0")
    return {**_rows(found, caller), "filters": filters, "query": filters.as_query(), "since": since}


@page("officer/worklist_newer.html", permissions.INBOX_READ)
def newer(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    """How many have come since, for the bar above the list."""
    filters = _read(request)
    since = _whole(request.GET.get("since", ""))
    count = selectors.count_newer(filters, since=since, by=caller, at=transaction_time())
    return {
        "query": filters.as_query(),
        "since": since,
        "count": min(count, selectors.MOST_COUNTED),
        "beyond": count > selectors.MOST_COUNTED,
        "too_many": count > paging.ROWS,
    }


def _read(request: HttpRequest) -> Filters:
    return reading.read({name: request.GET.get(name, "") for name in reading.NAMES})


def _page(request: HttpRequest, filters: Filters, caller: Caller) -> Page:
    places = {name: request.GET[name].split("~") for name in ("before", "after") if request.GET.get(name)}
    return selectors.page(filters, by=caller, at=transaction_time(), limit=paging.ROWS, **places)


def _rows(found: Page, caller: Caller) -> dict[str, Any]:
    people = selectors.workers(organisation=caller.organisation, at=transaction_time())
    rows = worklist_lines.rows(found, people=people, me=caller.person, now=transaction_time())
    return {
        "rows": rows,
        "people": people,
        "may_acknowledge": caller.may(permissions.INBOX_ACKNOWLEDGE),
        "may_open": caller.may(permissions.INBOX_OPEN),
        "may_claim": caller.person is not None and caller.may(permissions.INBOX_CLAIM),
        "may_assign": caller.may(permissions.INBOX_ASSIGN),
    }


def _views(filters: Filters, kept: list[SavedView], caller: Caller) -> dict[str, Any]:
    """The ready views and those that were kept, each with its address; and whether one of them is looked at."""
    here, place = filters.as_query(), reverse("portal:inbox")
    tabs: list[dict[str, Any]] = [
        {"address": f"{place}?{query}", "label": label, "current": query == here, "count": None}
        for query, label in worklist_words.VIEWS
    ]
    own: list[dict[str, Any]] = [
        {
            "id": one.id,
            "address": f"{place}?{one.query}",
            "label": one.name,
            "current": one.query == here,
            "shared": one.shared,
            "mine": one.person_id == caller.person,
        }
        for one in kept
    ]
    return {"tabs": tabs, "kept": own, "at_a_view": any(one["current"] for one in [*tabs, *own])}


def _beside(filters: Filters, name: str, place: list[str] | None) -> str:
    """The query of a page beside this one; empty where there is none."""
    return "" if place is None else f"{filters.as_query()}&{urlencode({name: '~'.join(place)})}"


def _everywhere(filters: Filters) -> str:
    """The same query in all states; empty where it looks there already."""
    return "" if filters.state == reading.ANY else replace(filters, state=reading.ANY).as_query()


def _is_live(request: HttpRequest, filters: Filters) -> bool:
    """Whether what comes new would stand on this page: at the head of a list with the newest first."""
    at_head = not (request.GET.get("before") or request.GET.get("after"))
    newest_first = not filters.order and not filters.by_content
    return at_head and newest_first and filters.state != "withheld" and not filters.wrong


def _since(found: Page) -> int:
    return (found.rows[0].position or 0) if found.rows else 0


def _whole(text: str) -> int:
    try:
        return paging.whole(text)
    except ValueError:
        return 0
