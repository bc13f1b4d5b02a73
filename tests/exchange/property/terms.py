"""Random terms over the types of a scenario, and contents of valid notices that they speak of."""

from dataclasses import replace
from random import Random
from typing import Any

from exchange.agreements.models import Form, ItemScope, Purpose, RetentionStart, StandingKind
from exchange.agreements.terms import Clause, Retention, Side, Terms
from tests.exchange.property.world import World
from tests.factories import agreements as made
from tests.factories.notices import sample
from tests.oracle import contents
from tests.oracle.conditions import is_about_items

TYPES = {
    "advance_cargo": ("trader",),
    "transport_event": ("trader",),
    "risk_alert": ("authority",),
    "counterfeit_alert": ("authority", "rights_holder"),
    "regulatory_change": ("authority",),
}
_ADMITTED = {"risk_alert": ("authority",), "counterfeit_alert": ("authority", "rights_holder")}
_TRADE = ("authority", "rights_holder", "trader")
_LOOKED_AT = ("items", "dispatch_country", "destination_country", "routing_countries")
_HS = ("300490", "847130", "630221", "851830")


def content(random: Random, type_id: str) -> dict[str, Any]:
    """A valid notice of the type, with some of what conditions look at as chance has it."""
    document = sample(type_id)
    if "dispatch_country" in document:
        document["dispatch_country"] = random.choice(contents.COUNTRIES)
        document["destination_country"] = random.choice(contents.COUNTRIES)
    if "items" in document:
        document["items"] = [
            _item(random, document["items"][0], n) for n in range(1, random.choice((2, 3, 4)))
        ]
    if "totals" in document:
        document["totals"] = {"items": len(document["items"])}
    if "routing_countries" in document:
        document["routing_countries"] = random.sample(contents.COUNTRIES, random.choice((1, 2)))
    if "ucr" in document:
        document["ucr"] = f"5DE111222333{random.randint(100, 999)}"
    if "summary" in document:
        document["summary"] = random.choice(("Before loading.", "After loading.", "Whenever."))
    if "facility" in document:
        document["facility"] = f"terminal {random.randint(1, 9)}"
    if "headline" in document:
        document["headline"] = f"Aerosols {random.randint(1, 99)}"
    return document


def amended(random: Random, type_id: str, before: dict[str, Any]) -> dict[str, Any]:
    """Another content: a new one, or the old one with a part or two of a new one."""
    fresh = content(random, type_id)
    if random.random() < 0.3:
        return fresh
    looked_at = [name for name in _LOOKED_AT if name in fresh] or sorted(fresh)
    names = random.sample(looked_at, min(len(looked_at), random.choice((1, 2))))
    names += random.sample(sorted(fresh), 2)
    if {"items", "totals"} & set(names):
        names += ["items", "totals"]
    return before | {name: fresh[name] for name in names if name in fresh}


def shape(world: World, type_id: str) -> dict[str, Any]:
    """The content that all terms of a scenario are shaped after, so that many notices meet their conditions."""
    return world.shapes.setdefault(type_id, content(world.random, type_id))


def terms(world: World, type_id: str) -> Terms:
    """Terms of a first version; whether they can be proposed is for the services to say."""
    random = world.random
    table = world.tables[type_id]
    shaped_after = shape(world, type_id)
    conditions = contents.conditions(random, table, shaped_after) if random.random() < 0.4 else []
    if random.random() < 0.5:
        conditions = _just_met(random, shaped_after)
    by_item = any(is_about_items(condition) for condition in conditions)
    written = Terms(
        purpose=Purpose.SAFETY_AND_SECURITY if random.random() < 0.8 else Purpose.REVENUE,
        providers=_providers(world, type_id),
        recipients=_recipients(world, type_id),
        types=(type_id,),
        conditions=conditions,
        items=ItemScope.MATCHING if by_item and random.random() < 0.6 else ItemScope.WHOLE,
        scope=_scope(world, type_id, shaped_after),
        standing=_standing(random),
        recognised=random.random() < 0.5,
        objection_days=random.choice((0, 0, 0, 10)),
        follow_up=random.choice((None, None, True, False)),
        back_fill_from=world.ago(days=random.choice((-0.00001, 0, 5))) if random.random() < 0.25 else None,
        retention=Retention(30, random.choice(list(RetentionStart))),
    )
    return replace(written, legal_basis=made.bases(written))


def succeeding(world: World, before: Terms) -> Terms:
    """Terms of a successor: some clauses of its own, the rest as before."""
    fresh = terms(world, before.types[0])
    names = world.random.sample(["scope", "recipients", "providers", "standing", "follow_up"], 2)
    if world.random.random() < 0.4:
        names += ["conditions", "items"]
    changed = {name: getattr(fresh, name) for name in (*names, "back_fill_from")}
    written = replace(before, **changed, effective_from=None, effective_until=None)
    return replace(written, legal_basis=made.bases(written))


def _just_met(random: Random, shaped_after: dict[str, Any]) -> list[dict[str, Any]]:
    """One condition that the content meets, and that its amendments often do not."""
    if "dispatch_country" in shaped_after and random.random() < 0.6:
        return [{"country": {"of": "dispatch", "any_of": [shaped_after["dispatch_country"]]}}]
    return [{"hs": [shaped_after["items"][0]["hs_code"]]}] if "items" in shaped_after else []


def _item(random: Random, shape: dict[str, Any], sequence: int) -> dict[str, Any]:
    item = shape | {"sequence": sequence, "hs_code": random.choice(_HS)}
    item["origin_country"] = random.choice(contents.COUNTRIES)
    if "gross_mass" in item:
        item["gross_mass"] = random.choice(("10", "25", "1000"))
        item.pop("net_mass", None)
    if "value" in item:
        amount = random.choice(("10.00", "100.00", "1000.50"))
        item["value"] = {"amount": amount, "currency": "EUR"}
    return item


def _providers(world: World, type_id: str) -> Side:
    random = world.random
    publishers = [one.id for one in world.of_kind(*TYPES[type_id])]
    named = publishers if random.random() < 0.75 else random.sample(publishers, 1)
    group = random.choice(("traders", "traders by rule") if type_id in ("advance_cargo", "transport_event")
                          else ("authorities", "all"))  # fmt: skip
    if random.random() < 0.6:
        return Side(tuple(named), ())
    return Side(() if random.random() < 0.7 else tuple(named), (world.groups[group].pk,))


def _recipients(world: World, type_id: str) -> Side:
    random = world.random
    admitted = _ADMITTED.get(type_id, _TRADE)
    named = [one.id for one in world.of_kind(*admitted) if random.random() < 0.6]
    groups = ["authorities", "authorities by rule"] + (
        ["traders", "traders by rule"] if "trader" in admitted else []
    )
    if type_id == "regulatory_change":
        groups.append("all")
    if random.random() < 0.5 and named:
        return Side(tuple(named), ())
    chosen = random.sample(groups, random.choice((1, 2)))
    return Side(
        tuple(named[:1]) if random.random() < 0.5 else (), tuple(world.groups[one].pk for one in chosen)
    )


def _scope(world: World, type_id: str, shaped_after: dict[str, Any]) -> tuple[Clause, ...]:
    drawn = contents.scope(world.random, world.tables[type_id], shaped_after)
    if all(one["form"] == "hidden" for one in drawn) and world.random.random() < 0.7:
        drawn = contents.scope(world.random, world.tables[type_id], shaped_after)
    clauses = [Clause(one["path"], Form(one["form"])) for one in drawn]
    if world.random.random() < 0.6:
        wide = world.random.choice([path for path in ("/items", "/dispatch_country", "/authority", "/transport")
                                    if path.strip("/") in shaped_after] or [""])  # fmt: skip
        clauses.append(Clause(wide, Form.PLAIN))
    return tuple(clauses)


def _standing(random: Random) -> tuple[StandingKind, ...]:
    both = (StandingKind.ACCREDITED, StandingKind.ENROLLED)
    return random.choice((both[:1], both, both))
