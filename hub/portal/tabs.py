"""Ways of looking at the same thing, side by side: what ``components/tabs.html`` draws."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OPERATIONS: dict[str, Promise] = {
    "pipeline": _("Pipeline"),
    "messages": _("Notices, stage by stage"),
    "health": _("Health"),
}


@dataclass(frozen=True, slots=True)
class Tab:
    address: str
    label: Promise
    current: bool
    count: int | None = None


def tabs(pages: dict[str, Promise], *, current: str) -> list[Tab]:
    """One tab for each page of the portal that is named."""
    return [Tab(reverse(f"portal:{name}"), label, name == current) for name, label in pages.items()]
