"""Reading agreements: as one organisation may see them, and as the facts that decisions are made of."""

from exchange.agreements.selectors.facts import decision_facts
from exchange.agreements.selectors.keys import hash_elements, mask_keys
from exchange.agreements.selectors.listing import (
    agreements,
    waiting_for_accession,
    waiting_for_signature,
)
from exchange.agreements.selectors.parties import current_version, signatories
from exchange.agreements.selectors.versions import (
    agreement,
    lives_of,
    state_at,
    steps_of,
    suspensions_of,
    terms_digest,
    terms_of,
    version,
)

__all__ = [
    "agreement",
    "agreements",
    "current_version",
    "decision_facts",
    "hash_elements",
    "lives_of",
    "mask_keys",
    "signatories",
    "state_at",
    "steps_of",
    "suspensions_of",
    "terms_digest",
    "terms_of",
    "version",
    "waiting_for_accession",
    "waiting_for_signature",
]
