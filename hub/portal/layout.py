"""Where an element stands on a page: who, what, route, transport, documents, as an officer thinks."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exchange.catalogue import naming
from exchange.catalogue import selectors as catalogue
from exchange.catalogue.outline import Node

# A group of so few elements needs no box of its own.
_SMALL = 2


class Group(NamedTuple):
    """One part of a notice's page, and the root elements that belong there."""

    key: str
    title: Promise
    icon: str
    roots: str


GROUPS: tuple[Group, ...] = (
    Group(
        "says",
        _("What it says"),
        "chat-left-text",
        "headline severity cites answers subjects outcome kind covers due_at questions documents_wanted"
        " effective_at acknowledge_by planned_at instructions control_office movements_allowed lifts"
        " closes conditions released_at completed_at recommended_methods statements screening code timing"
        " event_id recorded_at retracts remarks pattern reliability caveats action_wanted action_text"
        " feedback_due expires_at look_for right certainty features holder_deadline summary flows"
        " published_on comment_until effective_on supersedes",
    ),
    Group(
        "who",
        _("Who"),
        "people",
        "declarant representative carrier consignor consignee notify_party buyer seller to_order"
        " supplementary_declarants additional_actors filer_role seller_account platform known_seller"
        " known_customer authority addressee informed ask contact report_to",
    ),
    Group(
        "what",
        _("What"),
        "box-seam",
        "items totals nature_of_transaction ioss_number fiscal_references postage partial_quantity"
        " receptacles security_screening",
    ),
    Group(
        "route",
        _("Route"),
        "signpost-split",
        "dispatch_country destination_country routing_countries loading_place discharge_place"
        " acceptance_place delivery_place place facility entry_office subsequent_offices"
        " lodgement_office estimated_departure estimated_arrival occurs_at posted_on",
    ),
    Group(
        "transport",
        _("Transport"),
        "truck",
        "transport mode equipment seals transport_charges_payment",
    ),
    Group(
        "documents",
        _("Documents and references"),
        "files",
        "ucr lrn mrn tracking_number house_document master_document documents files pictures instrument url",
    ),
    Group(
        "other",
        _("Other"),
        "info-circle",
        "specific_circumstance additional_information declaration amendment message",
    ),
)
_PLACE_OF = {root: group.key for group in GROUPS for root in group.roots.split()}


def group_of(root: str) -> str:
    """The part of the page for a root element; an unknown one stands under *other*."""
    return _PLACE_OF.get(root, "other")


class Named(NamedTuple):
    """A node of a type's outline: what it is called, its place in the schema's order, and whether it is small."""

    title: str
    order: int
    small: bool


@dataclass(frozen=True, slots=True)
class Outline:
    """A notice type's elements by pattern, leaves and groups alike."""

    nodes: MappingProxyType[str, Named]

    def title(self, pattern: str) -> str:
        found = self.nodes.get(pattern)
        return "" if found is None else naming.told(found.title)

    def full_title(self, pattern: str) -> str:
        """The title with those of the groups that it stands in."""
        steps = pattern.split("/")[1:]
        titles = (self.title("/" + "/".join(steps[:length])) for length in range(1, len(steps) + 1))
        return " · ".join(title for title in titles if title)

    def order(self, pattern: str) -> int:
        found = self.nodes.get(pattern)
        return len(self.nodes) if found is None else found.order

    def is_small(self, pattern: str) -> bool:
        found = self.nodes.get(pattern)
        return found is not None and found.small


@lru_cache(maxsize=64)
def outline_of(type_id: str) -> Outline:
    """The outline of a type's newest version."""
    nodes = list(_every(catalogue.outline(type_id)))
    return Outline(
        MappingProxyType(
            {
                node.path: Named(node.title, number, 0 < _leaves(node) <= _SMALL)
                for number, node in enumerate(nodes)
            }
        )
    )


def _every(nodes: tuple[Node, ...]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _every(node.below)


def _leaves(node: Node) -> int:
    return 1 if node.leaf is not None else sum(_leaves(one) for one in node.below)
