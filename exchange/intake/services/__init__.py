"""What is done with files that members send: read as messages, kept as uploads, moved on step by step."""

from exchange.intake.services.chunks import (
    add_chunk,
    drop_chunks,
    keep_check,
    keep_publication,
    replace_lines,
)
from exchange.intake.services.messages import ADVANCE_CARGO, Message, read_messages
from exchange.intake.services.moving import (
    Chosen,
    cancel,
    confirm,
    expire,
    forget,
    map_columns,
    move,
    read_anew,
    settle,
)
from exchange.intake.services.receiving import MOST_BYTES, Wanted, receive

__all__ = [
    "ADVANCE_CARGO",
    "MOST_BYTES",
    "Chosen",
    "Message",
    "Wanted",
    "add_chunk",
    "cancel",
    "confirm",
    "drop_chunks",
    "expire",
    "forget",
    "keep_check",
    "keep_publication",
    "map_columns",
    "move",
    "read_anew",
    "read_messages",
    "receive",
    "replace_lines",
    "settle",
]
