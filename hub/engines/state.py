"""What a run leaves in ``HUB_DATA``: the lock, the secrets, and ``run.json`` with processes and addresses."""

import os
import secrets
from collections.abc import MutableMapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def data_folder(environment: MutableMapping[str, str]) -> Path:
    """Where this hub keeps what outlives a run."""
    return Path(environment.get("HUB_DATA") or ROOT / ".hub").absolute()


def fill_environment(environment: MutableMapping[str, str]) -> None:
    """Let commands on this machine find the running hub: its addresses and secrets, where none are given."""
    if "DATABASE_URL" in environment or "DATABASE_WEB_URL" in environment:
        return
    environment.setdefault("SECRET_KEY", secrets.token_urlsafe(50))
