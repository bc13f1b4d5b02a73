"""The templates that an organisation keeps for its replies: what each says, and to drop one."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext

from accounts.access import permissions
from accounts.callers import Caller
from exchange.catalogue import selectors as catalogue
from exchange.review import templates as kept
from exchange.review.models import ReplyTemplate
from hub.portal import elements, names
from hub.portal.elements import Section
from hub.portal.pages import act, page


@dataclass(frozen=True, slots=True)
class Told:
    """One template, and what a reply written from it says."""

    template: ReplyTemplate
    type: str
    sections: tuple[Section, ...]


@page("officer/templates.html", permissions.REPLIES_SEND)
def templates(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    """All templates, by type of reply. They are written where replies are."""
    types = names.of_types()
    return {
        "templates": [
            Told(
                one,
                types.get(one.type, one.type),
                tuple(
                    elements.sections(
                        elements.own(catalogue.one_type(one.type), one.content), type_id=one.type
                    )
                ),
            )
            for one in kept.templates()
        ]
    }


@act(permissions.REPLIES_SEND, then="portal:templates", there=False)
def drop(request: HttpRequest, caller: Caller, template: UUID) -> str:
    kept.drop(template=kept.template(template), by=caller)
    return gettext("The template is dropped. Replies written from it stay as they are.")
