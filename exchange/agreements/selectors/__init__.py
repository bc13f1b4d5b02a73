"""Reading agreements: as one organisation may see them, and as the facts that decisions are made of."""

from exchange.agreements.selectors.facts import changed_since, decision_facts
from exchange.agreements.selectors.finding import containing, ending, ending_for
from exchange.agreements.selectors.keys import hash_elements, mask_keys
from exchange.agreements.selectors.listing import (
    agreements,
    waiting_for_accession,
    waiting_for_signature,
)
from exchange.agreements.selectors.parties import current_version, signatories
from exchange.agreements.selectors.possible import possible
from exchange.agreements.selectors.reached import exclusions, party_names, recipients
from exchange.agreements.selectors.setting import in_words
from exchange.agreements.selectors.versions import (
    agreement,
    conditions_of,
    lives_of,
    proposed_before,
    second_person_for,
    state_at,
    steps_of,
    suspensions_of,
    terminations_of,
    terms_digest,
    terms_of,
    titles_of,
    version,
)

__all__ = [
    "agreement",
    "agreements",
    "changed_since",
    "conditions_of",
    "containing",
    "current_version",
    "decision_facts",
    "ending",
    "ending_for",
    "exclusions",
    "hash_elements",
    "in_words",
    "lives_of",
    "mask_keys",
    "party_names",
    "possible",
    "proposed_before",
    "recipients",
    "second_person_for",
    "signatories",
    "state_at",
    "steps_of",
    "suspensions_of",
    "terminations_of",
    "terms_digest",
    "terms_of",
    "titles_of",
    "version",
    "waiting_for_accession",
    "waiting_for_signature",
]
