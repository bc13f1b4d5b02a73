"""The browser for the journeys: one found on the machine, else Debian's, else Playwright's own.

``python -m tests.browser`` sees to it that there is one, or says plainly what to do.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

# The one without a window of its own first: it takes half of what the others do, and half of that at each start.
_NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
# Of what a browser with windows gets ready in each of them for people; the lists under its address bar are pages, too.
_FOR_PEOPLE = ("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup", "AimEnabled")
# What Playwright switches off by itself: of two such arguments the last one counts alone.
_FOR_PLAYWRIGHT = (
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "PreconnectToSearch",
)
_HELP = """\
No Chromium to test with. Any one of these will do:
  - install your system's chromium-headless-shell or chromium package;
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


def arguments() -> list[str]:
    """What the browser is started with beside what Playwright gives it."""
    without = f"--disable-features={','.join(_FOR_PEOPLE + _FOR_PLAYWRIGHT)}"
    return [without, "--no-sandbox"] if os.geteuid() == 0 else [without]


def prepare() -> str | None:
    """Find a browser, or fetch one the way that this machine allows."""
    if found := find():
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _apt_get("update")
        for package in _NAMES[:2]:
            _apt_get("install", "--yes", "--no-install-recommends", package)
            if found := find():
                return found
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    return find()


def _apt_get(*asked: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", *asked], env=environment, stdout=subprocess.DEVNULL, check=False)


def main() -> int:
    found = prepare()
    if found is None:
        sys.stderr.write(_HELP)
        return 1
    sys.stdout.write(f"browser: {found}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
