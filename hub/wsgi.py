"""The web application for gunicorn."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from hub import collecting

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")

application = get_wsgi_application()

# Asking for it is what refuses to start without one.
_ = settings.SECRET_KEY

# Every view is loaded before the first request comes, which would wait a second for it otherwise.
_ = get_resolver().url_patterns
collecting.settle()
