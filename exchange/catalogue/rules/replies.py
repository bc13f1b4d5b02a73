"""Rules about what authorities answer, and what they announce."""

from collections.abc import Iterator
from typing import Any

from exchange.catalogue.codelists import CodeLists
from exchange.catalogue.rules.rule import document_rule
from exchange.catalogue.types import NoticeType

Document = dict[str, Any]

_SUBJECT_OF = {"items": "item_sequences", "equipment": "equipment"}


@document_rule()
def hold_names_nothing(notice_type: NoticeType, document: Document, lists: CodeLists) -> Iterator[str]:
    """A hold that covers items or equipment must name them."""
    needed = _SUBJECT_OF.get(document.get("covers", ""))
    if needed is not None and needed not in document.get("subjects", {}):
        yield f"/subjects/{needed}"


@document_rule()
def addressee_only_informed(notice_type: NoticeType, document: Document, lists: CodeLists) -> Iterator[str]:
    """Who must act is told anyhow; name others as informed."""
    for index, role in enumerate(document.get("informed", ())):
        if role == document.get("addressee"):
            yield f"/informed/{index}"


@document_rule(warns=True)
def comments_after_effect(notice_type: NoticeType, document: Document, lists: CodeLists) -> Iterator[str]:
    """The time for comments should end when the change takes effect, or before."""
    until, effective = document.get("comment_until"), document.get("effective_on")
    if until is not None and effective is not None and until > effective:
        yield "/comment_until"


RULES = (hold_names_nothing, addressee_only_informed, comments_after_effect)
