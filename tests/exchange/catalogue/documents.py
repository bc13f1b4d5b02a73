"""The sample notices, and small changes to them."""

import copy
from typing import Any

import orjson

from exchange.catalogue import bundle, codelists, services
from exchange.catalogue.findings import Findings
from exchange.catalogue.pointers import split
from exchange.catalogue.rules import NATIVE, RuleSet

SAMPLES = bundle.FOLDER.parent / "samples"
ABSENT = object()


def sample(type_id: str) -> dict[str, Any]:
    document: dict[str, Any] = orjson.loads((SAMPLES / f"{type_id}.json").read_bytes())
    return document


def changed(document: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """A copy with the values at these pointers set, or taken away where the value is ``ABSENT``."""
    copied = copy.deepcopy(document)
    for pointer, value in changes.items():
        *steps, last = split(pointer)
        node: Any = copied
        for step in steps:
            node = node[int(step)] if isinstance(node, list) else node.setdefault(step, {})
        key: Any = int(last) if isinstance(node, list) else last
        if value is ABSENT:
            del node[key]
        else:
            node[key] = value
    return copied


def findings(type_id: str, changes: dict[str, Any], *, rules: RuleSet = NATIVE) -> Findings:
    """What a changed sample is found to be, by the packaged lists."""
    document = changed(sample(type_id), changes)
    return services.check(type_id, document, rules=rules, lists=codelists.packaged())
