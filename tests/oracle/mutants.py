"""Seeded faults of the engine: what stands in one of its files, and what stands there instead.

The name begins with the numbered rule or the clause that the fault breaks.
"""

from dataclasses import dataclass

RULES = "exchange/routing/rules.py"
ENGINE = "exchange/routing/engine.py"
INDEX = "exchange/routing/index.py"
FORCE = "exchange/routing/force.py"
HOLDINGS = "exchange/routing/holdings.py"
CONDITIONS = "exchange/routing/conditions.py"
CONTENT = "exchange/routing/content.py"
SCOPE = "exchange/routing/scope.py"
PROJECTION = "exchange/routing/projection.py"
WISHES = "exchange/routing/wishes.py"
FACTS = "exchange/routing/facts.py"
LIFE = "exchange/agreements/life.py"


@dataclass(frozen=True)
class Mutant:
    """A fault: `old`, which stands exactly once in the file, becomes `new`."""

    name: str
    file: str
    old: str
    new: str


MUTANTS = [
    Mutant("1 the first instant does not count", RULES,
           "version.force[0] <= moment < version.force[1]", "version.force[0] < moment < version.force[1]"),
    Mutant("1 the last instant counts", RULES,
           "version.force[0] <= moment < version.force[1]", "version.force[0] <= moment <= version.force[1]"),
    Mutant("1 a suspension stops nothing", RULES,
           "return Reason.SUSPENDED if covers(version.history.suspensions, moment) else None", "return None"),
    Mutant("1 nothing is superseded", LIFE,
           "            superseded_at = life.in_force[0]", "            superseded_at = None"),
    Mutant("1 a termination ends nothing", LIFE,
           "(terminated_at, State.TERMINATED)", "(None, State.TERMINATED)"),
    Mutant("1 in force before the last signature", LIFE,
           "return max(dates.signed_at, dates.effective_from,", "return max(dates.effective_from,"),
    Mutant("1 the keeper of a group need not sign", FORCE,
           "signatories = terms.named | course.keepers", "signatories = terms.named or course.keepers"),
    Mutant("2 a provider that left still provides", RULES,
           " and not _has_left(version, publisher.id, moment):", ":"),
    Mutant("2 a member provides without acceding", RULES,
           "if covers(version.accessions.get(publisher.id, ()), moment) and _in_any(", "if _in_any("),
    Mutant("2 whoever acceded provides, member or not", RULES,
           "moment) and _in_any(\n        facts, version.terms.provider_groups, publisher, moment\n    ):",
           "moment):"),
    Mutant("3 no objection period", RULES,
           "if moment < days_after(accession[0], version.terms.objection_days):", "if False:"),
    Mutant("3 the objection period lasts one instant longer", RULES,
           "if moment < days_after(accession[0]", "if moment <= days_after(accession[0]"),
    Mutant("3 exclusions exclude nobody", RULES,
           "if covers(version.history.exclusions.get((publisher.id, receiver.id), ()), moment):", "if False:"),
    Mutant("3 a named recipient that left still receives", RULES,
           "if not named or _has_left(version, receiver.id, moment):", "if not named:"),
    Mutant("3 a publisher receives its own", RULES, "if receiver.id == publisher.id:", "if False:"),
    Mutant("3 whoever acceded receives, member or not", RULES,
           "if accession is None or not _in_any(facts, version.terms.recipient_groups, receiver, moment):",
           "if accession is None:"),
    Mutant("4 a recipient need not be active", RULES,
           "    if not covers(receiver.active, moment):\n        return Reason.RECIPIENT_INACTIVE\n", ""),
    Mutant("4 a recipient needs no standing", RULES,
           "if not has_standing(facts, version, receiver, moment, parties_at=moment):\n        return Reason."
           "RECIPIENT_STANDING\n    return None\n\n\ndef publishing",
           "if False:\n        return None\n    return None\n"
           "\n\ndef publishing"),
    Mutant("4 a publisher need not be active", RULES,
           "    if not covers(publisher.active, moment):\n        return Reason.PUBLISHER_INACTIVE\n", ""),
    Mutant("4 the publisher's standing now counts, not then", RULES,
           "publisher, notice.accepted_at, parties_at=moment)", "publisher, moment, parties_at=moment)"),
    Mutant("4 standing at version 1 does not count", RULES,
           "publisher, notice.first_accepted_at, parties_at=moment",
           "publisher, notice.accepted_at, parties_at=moment"),
    Mutant("4 recognition counts whatever the agreement says", RULES,
           "return version.terms.recognised and any(", "return any("),
    Mutant("4 recognition counts when it is over", RULES,
           "\n        and covers(one.periods, moment)\n        for one in grant.recognised",
           "\n        for one in grant.recognised"),
    Mutant("4 without an authority as party no standing counts", RULES,
           "bool(held) and not _has_authority(facts, version, parties_at)", "False"),
    Mutant("5 the handling class admits everybody", RULES, "if receiver.kind not in kind.admits:", "if False:"),
    Mutant("5 the handling class admits everybody in routing", ENGINE,
           "if receiver.kind in kind.admits and (", "if ("),
    Mutant("5 any type", RULES, "if kind.id not in version.terms.types:", "if False:"),
    Mutant("6 conditions ask nothing", RULES, "    if verdict is True:\n", "    if True:\n"),
    Mutant("6 any header condition is enough", CONDITIONS,
           "verdict = _all(condition.judge(facets) for condition in header)",
           "verdict = any(condition.judge(facets) for condition in header) or not header"),
    Mutant("6 each item condition on any item", CONDITIONS,
           "here = _all(condition.judge(facets, item) for condition in by_item)",
           "here = _all(any(c.judge(facets, i) for i in range(len(facets.items))) for c in by_item)"),
    Mutant("6 HS codes are equal, not prefixed", CONDITIONS,
           "if code.startswith(self.prefixes):", "if code in self.prefixes:"),
    Mutant("6 any currency", CONDITIONS, "currency not in (None, self.currency)", "currency == ''"),
    Mutant("6 upper bounds excluded", CONDITIONS, "number <= most", "number < most"),
    Mutant("6 any place for a named element", CONDITIONS,
           'facets.texts("place", self.element)', 'facets.texts("place")'),
    Mutant("6 a corridor runs both ways", CONDITIONS,
           "return ((dispatch, destination), ", "return ((destination, dispatch), (dispatch, destination), "),
    Mutant("7 only this version counts then", RULES,
           "for sibling in facts.agreements[version.terms.number]:", "for sibling in (version,):"),
    Mutant("7 accepted in a suspension, back-filled", RULES,
           "if covers(version.history.suspensions, then):", "if False:"),
    Mutant("7 back-fill from the instant after", RULES, "or then < opens or", "or then <= opens or"),
    Mutant("7 back-fill of versions that are not current", RULES, "not notice.current or holds:", "holds:"),
    Mutant("7 back-fill to those that hold another", RULES, "not notice.current or holds:", "not notice.current:"),
    Mutant("7 back-fill whatever the publisher was", RULES,
           "return Reason.NOT_THEN if publishing_member(facts, version, publisher, notice, then) else None",
           "return None"),
    Mutant("7 routing takes now for then", ENGINE,
           "reach.since <= notice.accepted_at < reach.until", "notice.accepted_at < reach.until"),
    Mutant("8 nothing need be visible", RULES, "if shows_something(kind, version.terms, facets):", "if True:"),
    Mutant("scope: the shortest path decides", SCOPE,
           "range(len(path), -1, -1)", "range(len(path) + 1)"),
    Mutant("scope: of equal paths the most open", SCOPE,
           "_RESTRICTION[form] > _RESTRICTION[held[0]]", "_RESTRICTION[form] < _RESTRICTION[held[0]]"),
    Mutant("scope: matching items do not hide totals", SCOPE,
           "if matching_items and path[:1] == TOTALS:", "if False:"),
    Mutant("scope: all items of a by-item agreement", SCOPE,
           "return terms.matching_items and path[:1] == ITEMS", "return False"),
    Mutant("masks: truncated keeps one more", PROJECTION, "min(3, len(value) // 2)", "min(4, len(value) // 2)"),
    Mutant("masks: country only shows the value", PROJECTION, "country = value[:2]", "country = value"),
    Mutant("union: hashed before country only", SCOPE,
           '    "country_only",\n    "hashed",\n', '    "hashed",\n    "country_only",\n'),
    Mutant("union: the hash of the higher number", PROJECTION,
           "lowest = giving[0].terms.number", "lowest = giving[-1].terms.number"),
    Mutant("union: purposes mix", ENGINE, "pair = (receiver.id, version.terms.purpose)",
           'pair = (receiver.id, "safety_and_security")'),
    Mutant("index: one token of a condition is enough to shelve", INDEX,
           "for token in min(lists, key=lambda tokens: max(shared[token] for token in tokens)):",
           "for token in min(lists, key=lambda tokens: max(shared[token] for token in tokens))[:1]:"),
    Mutant("index: exclusions are no change", INDEX,
           "        periods.append(version.history.exclusions.get((publisher.id, one.id), ()))\n", ""),
    Mutant("follow-up: for everybody by default", HOLDINGS,
           'if receiver.kind == "authority" if clause is None else clause:', "if clause is None or clause:"),
    Mutant("follow-up: the ninetieth day counts", HOLDINGS,
           "moment >= days_after(holding", "moment > days_after(holding"),
    Mutant("follow-up: goes on after a withdrawal", HOLDINGS, "if holding.withdrawn or moment", "if moment"),
    Mutant("follow-up: rule 6 is not set aside", HOLDINGS, "whatever_conditions=True", "whatever_conditions=False"),
    Mutant("withdrawal: told twice", ENGINE, "if holding.withdrawn or not holdings", "if not holdings"),
    Mutant("withdrawal: whatever the standing", ENGINE,
           "if holding.withdrawn or not holdings.in_good_standing(index, receiver, holding.versions, moment):",
           "if holding.withdrawn:"),
    Mutant("holds: before content has left", HOLDINGS,
           "if one.first_left is not None and one.first_left <= moment]",
           "if one.first_left is not None]"),
    Mutant("subscriptions: asked of holders too", ENGINE, "if pair in earlier or wanted(", "if wanted("),
    Mutant("subscriptions: from the instant after", WISHES,
           "subscription.created <= notice.accepted_at", "subscription.created < notice.accepted_at"),
    Mutant("subscriptions: filters read masked elements", PROJECTION,
           "plain = [one for one in _options(path, leaf, [v.terms for v in versions]) if one.form == PLAIN]",
           "plain = list(_options(path, leaf, [v.terms for v in versions]))"),
    Mutant("may send: whatever the newest version", ENGINE,
           "if newest is not None and newest.n > notice.n:", "if False:"),
    Mutant("may send: cancelled notices", ENGINE,
           "    if _is_cancelled(notice, moment):\n        return Sending(",
           "    if False:\n        return Sending("),
    Mutant("may read: at the last instant of retention", RULES,
           "if since is not None and moment >= days_after(", "if since is not None and moment > days_after("),
    Mutant("may read: retention from receipt for all", ENGINE, "since = delivered_at if receipt else cancelled_at",
           "since = delivered_at"),
    Mutant("may read: ended while suspended, and resumed", RULES, "if version.closed_from <= moment:", "if False:"),
    Mutant("may read: an open case excuses nobody", RULES, "    if not excused:\n", "    if True:\n"),
    Mutant("may read: without standing", RULES,
           "    if not has_standing(facts, version, receiver, moment, parties_at=moment):\n        return Reason."
           "RECIPIENT_STANDING\n    return None\n\n\ndef has_standing", "    return None\n\n\ndef has_standing"),
    Mutant("groups: a standing that is over", FACTS,
           "\n                    and covers(grant.periods, moment)\n", "\n"),
]  # fmt: skip
