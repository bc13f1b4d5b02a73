"""Agreements: drafting, consenting, guarding, telling; one module each."""

from hub.api.v1.agreements.urls import urlpatterns

__all__ = ["urlpatterns"]
