"""Writing agreements: drafting their terms, consenting to them, and guarding what flows under them."""

from exchange.agreements.services.consent import accede, leave, sign
from exchange.agreements.services.drafting import draft, edit, new_version, propose, withdraw
from exchange.agreements.services.guarding import exclude, readmit, resume, suspend, terminate

__all__ = [
    "accede",
    "draft",
    "edit",
    "exclude",
    "leave",
    "new_version",
    "propose",
    "readmit",
    "resume",
    "sign",
    "suspend",
    "terminate",
    "withdraw",
]
