"""Files that pages name are there, also while debugging, when nobody has collected them."""

import os
import subprocess
import sys

from hub.engines.state import ROOT

_ASK = """
import django
django.setup()
from django.templatetags.static import static
from django.test import Client
print(Client().get(static("portal/mark.svg"), HTTP_HOST="localhost").status_code)
"""


def test_while_debugging_files_are_served_from_where_they_lie() -> None:
    settings = {
        "DJANGO_SETTINGS_MODULE": "hub.settings",
        "HUB_DEBUG": "1",
        "HUB_STATIC_COLLECTED": "1",
        "HUB_HTTPS": "0",
    }
    asked = subprocess.run(
        [sys.executable, "-c", _ASK],
        check=False,
        env={**os.environ, **settings},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert asked.stdout.split() == ["200"], asked.stderr
