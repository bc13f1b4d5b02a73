"""Corners that chance alone reaches too seldom: each bends a scenario before its agreements are made."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

from tests.oracle.agreeing import PURPOSES, Cast
from tests.oracle.content import values_at
from tests.oracle.facts import moment, organisation
from tests.oracle.timeline import LONG_AGO, on, written


def back_fill_past_the_publisher(random: Random, cast: Cast) -> None:
    """New agreements reach back to notices whose publisher may not have been a member when they were accepted."""
    cast.always = {"back_fill_from": on(random, -6, -1), "effective_from": on(random, 1, 4)}
    notice = cast.doc["notices"][0]
    if random.random() < 0.7:
        begins = moment(notice["versions"][-1]["accepted_at"]) + timedelta(hours=random.choice((-1, 0, 1)))
        organisation(cast.doc, notice["publisher"])["active"] = [[written(random, begins), None]]


def back_fill_to_holders(random: Random, cast: Cast) -> None:
    """Some agreements were there and delivered; others come later and reach back."""
    cast.always = {
        "purpose": PURPOSES[0],
        "providers": {"organisations": [cast.doc["notices"][0]["publisher"]], "groups": []},
        "recipients": {"organisations": cast.ids("authority"), "groups": []},
        "types": [cast.doc["notices"][0]["type"]],
        "conditions": [],
        "items": "whole",
        "effective_from": _early_or_late,
        "effective_until": None,
        "back_fill_from": on(random, -6, -1),
    }


def _early_or_late(random: Random) -> str:
    return on(random, -20, -10) if random.random() < 0.5 else on(random, 3, 7)


def provider_by_standing(random: Random, cast: Cast) -> None:
    """Providers are whoever has a standing, and the publisher loses it about when it publishes."""
    cast.always = {"providers": {"organisations": [], "groups": ["traders by rule"]}}
    wanted = {"kind": "accredited", "granted_by": "A1"}
    next(group for group in cast.doc["groups"] if group["id"] == "traders by rule")["rule"]["standing"] = (
        wanted
    )
    for listing in cast.doc["standing"]:
        if listing["holder"] == cast.doc["notices"][0]["publisher"]:
            listing.update(wanted, periods=[[LONG_AGO, on(random, 0, 5)]])


def corridor_backwards(random: Random, cast: Cast) -> None:
    """The agreements' corridor is the notice's own, or runs the other way."""
    ends = [values_at(cast.sample, cast.table.facet(facet)) for facet in ("dispatch", "destination")]
    if ends[0] and ends[1]:
        pair = [ends[1][0], ends[0][0]] if random.random() < 0.7 else [ends[0][0], ends[1][0]]
        cast.always = {"conditions": [{"corridor": [pair]}], "items": "whole"}


CORNERS: tuple[Callable[[Random, Cast], None], ...] = (
    back_fill_past_the_publisher,
    back_fill_to_holders,
    provider_by_standing,
    corridor_backwards,
)
