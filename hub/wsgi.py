"""The web application for gunicorn."""

import os

import django
from django.conf import settings
from django.urls import get_resolver

from hub import collecting
from hub.incoming import Application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")

django.setup(set_prefix=False)
application = Application()

# Asking for it is what refuses to start without one.
_ = settings.SECRET_KEY

# Every view is loaded before the first request comes, which would wait a second for it otherwise.
_ = get_resolver().url_patterns
collecting.settle()
