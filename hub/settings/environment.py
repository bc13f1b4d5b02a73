"""The environment is the only source of settings; readers that refuse nonsense."""

from pathlib import Path

import environ

env = environ.Env()

ROOT = Path(__file__).resolve().parents[2]
