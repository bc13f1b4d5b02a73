"""Strong entity tags: a change names the state it was decided on, so that nothing unseen is overwritten."""

import hashlib

from rest_framework.request import Request

from hub.api.problems import PreconditionFailed, PreconditionRequired

IF_MATCH = {"If-Match": {"type": "string", "description": "The ETag that the thing was last read with."}}


def tag(*parts: object) -> str:
    """A strong tag over whatever changes when the thing changes."""
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()
    return f'"{digest[:32]}"'


def require_match(request: Request, current: str) -> None:
    """Refuse with 428 when the change names no state, with 412 when it names another than the current."""
    sent = request.headers.get("If-Match")
    if sent is None:
        raise PreconditionRequired("if-match-required", "Read it first, then send its ETag in If-Match.")
    if sent.strip() != "*" and current not in (part.strip() for part in sent.split(",")):
        raise PreconditionFailed("changed-meanwhile", "It has changed since you read it: read it again.")
