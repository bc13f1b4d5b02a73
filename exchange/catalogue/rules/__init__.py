"""Meaning: what a well-shaped document says, judged by coded rules, and how far their word binds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from accounts.errors import Fault
from exchange.catalogue import canonical, pointers
from exchange.catalogue.codelists import CodeLists
from exchange.catalogue.findings import Findings
from exchange.catalogue.rules import codes, goods, identifiers, journey, replies
from exchange.catalogue.rules.rule import DocumentRule, Rule, ValueRule
from exchange.catalogue.types import Leaf, NoticeType

VALUE_RULES: tuple[ValueRule, ...] = (*codes.RULES, *identifiers.RULES)
DOCUMENT_RULES: tuple[DocumentRule, ...] = (*goods.RULES, *journey.RULES, *replies.RULES)
EVERY: tuple[Rule, ...] = (*VALUE_RULES, *DOCUMENT_RULES)
_MOST_FAULTS = 500
# Of a document with one of these faults of shape, not all has been looked at.
_UNREAD = frozenset({"too-many", "more-faults", *canonical.MESSAGES})


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules as they apply to documents of one origin.

    ``binding``: a broken rule refuses the document, unless the rule itself only warns. Not binding: what was
    declared to customs under a law of its own is theirs to judge; the hub's rules only remark on it.
    """

    name: str
    binding: bool

    def judge(self, notice_type: NoticeType, document: dict[str, Any], lists: CodeLists) -> Findings:
        """What the rules find in a document of the right shape."""
        broken: list[tuple[str, Rule]] = []
        _walk(document, _tree(notice_type), "", lists, broken)
        for rule in DOCUMENT_RULES:
            broken.extend((place, rule) for place in rule.places(notice_type, document, lists))
        if not broken:
            return _NOTHING
        errors: list[Fault] = []
        warnings: list[Fault] = []
        for place, broken_rule in broken[:_MOST_FAULTS]:
            kept = errors if self.binding and not broken_rule.warns else warnings
            kept.append(Fault(place, broken_rule.code, broken_rule.message))
        return Findings(tuple(errors), tuple(warnings))

    def of_values(
        self, notice_type: NoticeType, document: Any, lists: CodeLists, misshapen: Sequence[Fault]
    ) -> list[Fault]:
        """What refuses single values of a document that has these faults of shape, at other places than theirs."""
        if not self.binding or any(one.code in _UNREAD for one in misshapen):
            return []
        known = {one.place for one in misshapen}
        found = [
            Fault(place, rule.code, rule.message)
            for pattern, rules in _judged(notice_type)
            for place, value in pointers.values(document, pattern)
            if type(value) is str and place not in known
            for rule in rules
            if rule.broken_by(value, lists)
        ]
        return found[:_MOST_FAULTS]


NATIVE = RuleSet("native", binding=True)
DECLARED = RuleSet("declared", binding=False)
_NOTHING = Findings()


@lru_cache(maxsize=64)
def _judged(notice_type: NoticeType) -> tuple[tuple[str, tuple[ValueRule, ...]], ...]:
    """The patterns of the leaves of which a single value can be refused, with the rules that do so."""
    refusing = [rule for rule in VALUE_RULES if not rule.warns]
    found = (
        (leaf.pattern, tuple(rule for rule in refusing if rule.concerns(leaf)))
        for leaf in notice_type.leaves.values()
    )
    return tuple((pattern, rules) for pattern, rules in found if rules)


@lru_cache(maxsize=64)
def _tree(notice_type: NoticeType) -> Mapping[str, Any]:
    """The type's tree of leaves, cut down to those that some value rule concerns."""
    tree = _pruned(notice_type.tree)
    return tree if isinstance(tree, dict) else {}


def _pruned(node: Any) -> Any:
    if isinstance(node, Leaf):
        return tuple((rule.broken_by, rule) for rule in VALUE_RULES if rule.concerns(node))
    below = {step: _pruned(member) for step, member in node.items()}
    return {step: member for step, member in below.items() if member}


def _walk(
    value: Any, node: Mapping[Any, Any], place: str, lists: CodeLists, broken: list[tuple[str, Rule]]
) -> None:
    if type(value) is list:
        members, each = enumerate(value), node.get("*")
    else:
        members, each = value.items(), None
    for step, member in members:
        below = node.get(step) if each is None else each
        if below is None:
            continue
        if type(below) is tuple:
            for broken_by, rule in below:
                if broken_by(member, lists):
                    broken.append((f"{place}/{step}", rule))
        else:
            _walk(member, below, f"{place}/{step}", lists, broken)
