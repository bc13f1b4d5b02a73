"""What recipients see: a form for each element or group of elements, the nearest one deciding."""

from collections import Counter
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from exchange.agreements.models import Form
from exchange.catalogue import naming
from hub.portal import layout, words
from hub.portal.administrator.building import drafts, tree
from hub.portal.administrator.building.tree import Twig
from hub.portal.words import Sign

_FIELD = "form:"


class Row(NamedTuple):
    """A twig as the page shows it. ``level`` counts from the top."""

    twig: Twig
    name: str
    level: int
    options: SafeString
    sign: Sign | None
    told: str
    only_in: str
    below: list["Row"]


class ElementsForm(drafts.StepForm):
    """The scope as a tree. What is said at a group holds for everything in it, unless said otherwise there."""

    key = "elements"
    redraws = ("draw",)
    tells_at_once = True

    def take(self) -> None:
        types = self.draft.types
        self.titles = {one.id: naming.told(one.title) for one in types}
        self.tree = tree.grown(self.terms, types)
        if self.is_sent:
            chosen = {
                name.removeprefix(_FIELD): value
                for name, value in self.data.items()
                if name.startswith(_FIELD) and isinstance(value, str)
            }
            scope = tree.scope_of(chosen, self.terms.scope, self.tree)
            self.terms = replace(self.terms, scope=scope)
            self.tree = tree.grown(self.terms, types)

    def rows(self) -> Row:
        """The whole tree, from the line that speaks of everything."""
        return self._row(self.tree, 0)

    def words_of_forms(self) -> list[tuple[str, Sign]]:
        """The forms, for those who redraw the effect as choices are made."""
        return list(words.FORMS.items())

    def told_by_totals(self) -> str:
        """What the totals give away of goods items, by name."""
        found = tree.told_by_totals(self.tree)
        return ", ".join(layout.outline_of(one.types[0]).full_title(one.path) for one in found)

    def summary(self) -> str:
        """How much is seen in all."""
        return seen(self.tree.counts)

    def _row(self, twig: Twig, level: int) -> Row:
        only_in = ""
        if len(twig.types) < len(self.titles) and level == 1:
            only_in = ", ".join(self.titles[one] for one in twig.types)
        return Row(
            twig=twig,
            name=f"{_FIELD}{twig.path}",
            level=level,
            options=_options(twig, level),
            sign=_sign(twig),
            told="" if twig.leaf is not None else seen(twig.counts),
            only_in=only_in,
            below=[self._row(one, level + 1) for one in twig.below],
        )


def seen(counts: Counter[Form]) -> str:
    """How many elements are seen, and how."""
    total = sum(counts.values())
    if not total:
        return _("There is no element yet: choose notice types first.")
    hidden, plain = counts[Form.HIDDEN], counts[Form.PLAIN]
    if hidden == total:
        return _("none of %(total)s seen") % {"total": total}
    if plain == total:
        return _("all %(total)s seen as they are") % {"total": total}
    masked = total - hidden - plain
    told = {"plain": plain, "masked": masked, "total": total}
    if not masked:
        return _("%(plain)s of %(total)s seen as they are") % told
    if not plain:
        return _("%(masked)s of %(total)s seen behind a mask") % told
    return _("%(plain)s of %(total)s seen as they are, %(masked)s behind a mask") % told


def _sign(twig: Twig) -> Sign | None:
    """The one form in which everything here is shown, if there is one."""
    forms = [form for form, count in twig.counts.items() if count]
    return words.FORMS[forms[0].value] if len(forms) == 1 else None


def _options(twig: Twig, level: int) -> SafeString:
    """What can be said here: nothing, so that what is said above holds; or a form that fits."""
    fitting = tuple(
        form
        for form in Form
        if twig.own == form
        or (form != Form.HIDDEN if level == 0 else twig.leaf is None or tree.can_show(form, twig.leaf))
    )
    return _written(fitting, twig.own, level == 0, get_language())


@lru_cache(maxsize=256)
def _written(forms: tuple[Form, ...], own: Form | None, first: bool, language: str | None) -> SafeString:
    """The options of a select: there are few kinds of them, and hundreds of elements on a page."""
    nothing = _("Not at all, unless said below") if first else _("As said above")
    said = [("", nothing, own is None)]
    said += [(form.value, str(words.FORMS[form].label), own == form) for form in forms]
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, mark_safe(" selected") if chosen else "", label) for value, label, chosen in said),
    )


elements = drafts.step_page("elements", ElementsForm)
