"""The one door to the production engine: a decision document in, its answers out."""

import json

from exchange.routing.decide import decisions, document
from tests.oracle.facts import Doc


def decide(doc: Doc) -> Doc:
    """What the documented command prints."""
    answers: Doc = json.loads(json.dumps(decisions.decide(document.read(json.dumps(doc).encode()))))
    return answers
