"""The browser for the journeys: one found on the machine, else Debian's, else Playwright's own.

``python -m tests.browser`` sees to it that there is one, or says plainly what to do.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_HELP = """\
No Chromium to test with. Any one of these will do:
  - install your system's chromium package;
  - run .venv/bin/python -m playwright install chromium;
  - set HUB_TEST_BROWSER to the path of a Chromium or Chrome.
"""


def find() -> str | None:
    """The path of a Chromium on this machine."""
    if told := os.environ.get("HUB_TEST_BROWSER"):
        return told
    for name in _NAMES:
        if found := shutil.which(name):
            return found
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).is_file() else None


def prepare() -> str | None:
    """Find a browser, or fetch one the way that this machine allows."""
    if found := find():
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update"], env=environment, stdout=subprocess.DEVNULL, check=False)
        subprocess.run(
            ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"],
            env=environment,
            stdout=subprocess.DEVNULL,
            check=False,
        )
    if found := find():
        return found
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    return find()


def main() -> int:
    found = prepare()
    if found is None:
        sys.stderr.write(_HELP)
        return 1
    sys.stdout.write(f"browser: {found}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
