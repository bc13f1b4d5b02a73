"""Callers of the API in tests: a client by its token, a person by session."""

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client

from tests.factories import accounts
from tests.factories.accounts import Member


class Machine:
    """An API client of a member's, with these scopes."""

    def __init__(self, of: Member, *scopes: str) -> None:
        self._http = Client(raise_request_exception=False)
        self._headers = {"Authorization": f"Bearer {accounts.token(of, *scopes)}"}

    def call(self, method: str, address: str, body: Any = None, **headers: str) -> HttpResponse:
        """One request; a body that is bytes goes as it is, anything else as JSON."""
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        content_type = headers.pop("content_type", "application/json")
        return self._http.generic(
            method,
            f"/api/v1/{address}",
            raw,
            secure=True,
            headers={**self._headers, **headers},
            # The test client leaves it out when there is no body.
            CONTENT_TYPE=content_type,
        )

    def get(self, address: str, **headers: str) -> HttpResponse:
        return self.call("GET", address, **headers)

    def post(self, address: str, body: Any = None, **headers: str) -> HttpResponse:
        return self.call("POST", address, body, **headers)
