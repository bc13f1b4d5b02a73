#!/usr/bin/env python
"""The hub's command line; ``manage.py up`` runs everything (see hub/engines)."""

import os
import sys

from django.core.management import execute_from_command_line

from hub.engines.state import fill_environment


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    if sys.argv[1:2] != ["up"]:
        fill_environment(os.environ)
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
