"""Running engines as somebody harmless: PostgreSQL refuses root, and nothing else of the hub needs it."""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

DEFAULT_USER = "nobody"


@dataclass(frozen=True, slots=True)
class Account:
    """An operating system account that a child process is demoted to."""

    name: str
    uid: int
    gid: int


def account_for(folder: Path) -> Account | None:
    """The account that child processes with data in ``folder`` run as; None means: as ourselves.

    Only root demotes. Data that an ordinary user has left there stays that user's.
    """
    if os.geteuid() != 0:
        return None
    if folder.exists() and (owner := folder.stat().st_uid) != 0:
        entry = pwd.getpwuid(owner)
    else:
        entry = pwd.getpwnam(os.environ.get("HUB_USER", DEFAULT_USER))
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def can_reach(account: Account | None, path: Path) -> bool:
    """Whether the account may enter every folder on the way to ``path``. No folder's mode is ever widened."""
    if account is None:
        return True
    return all(_may_enter(account, folder) for folder in path.absolute().parents)


def give(path: Path, account: Account | None) -> None:
    """Hand a file or folder that we have made to the account."""
    if account is not None:
        os.chown(path, account.uid, account.gid)


def _may_enter(account: Account, folder: Path) -> bool:
    facts = folder.stat()
    if facts.st_uid == account.uid:
        return bool(facts.st_mode & stat.S_IXUSR)
    if facts.st_gid == account.gid:
        return bool(facts.st_mode & stat.S_IXGRP)
    return bool(facts.st_mode & stat.S_IXOTH)
