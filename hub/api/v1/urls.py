"""The addresses of version 1: each room's module lists its own."""

from django.urls import re_path

from hub.api.v1.base import NoSuchAddress

urlpatterns = [
    re_path(r"^.*$", NoSuchAddress.as_view()),
]
