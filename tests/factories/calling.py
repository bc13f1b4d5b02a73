"""Calling the hub over HTTP, as an API client with a token or as a person with a session."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.test import Client

API = "/api/v1/"
FORM = "application/x-www-form-urlencoded"


class Api:
    """One caller. Unsafe requests carry the CSRF token of the session, as a browser's script would send it."""

    def __init__(self, token: str | None = None) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        self.last: HttpResponse | None = None

    def get(self, path: str, **query: Any) -> tuple[int, Any]:
        return self._call("get", path + (f"?{urlencode(query)}" if query else ""))

    def post(self, path: str, body: Any = None) -> tuple[int, Any]:
        return self._call("post", path, body or {})

    def put(self, path: str, body: Any) -> tuple[int, Any]:
        return self._call("put", path, body)

    def patch(self, path: str, body: Any) -> tuple[int, Any]:
        return self._call("patch", path, body)

    def delete(self, path: str) -> tuple[int, Any]:
        return self._call("delete", path)

    def sign_in(self, email: str, password: str, code: str | None = None) -> tuple[int, Any]:
        """Fetch the CSRF token, then sign in."""
        self.get("session")
        return self.post("session", {"email": email, "password": password} | ({"code": code} if code else {}))

    def _call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        headers = dict(self.headers)
        csrf = self.client.cookies.get("csrftoken")
        if csrf is not None:
            headers |= {"X-CSRFToken": csrf.value, "Referer": "https://testserver/"}
        more = {} if body is None else {"data": body, "content_type": "application/json"}
        self.last = getattr(self.client, method)(API + path, headers=headers, secure=True, **more)
        return self.last.status_code, self.last.json() if self.last.content else None


def fetch_token(client_id: object, secret: str, **more: str) -> tuple[int, Any]:
    """Ask ``/oauth/token`` for an access token, with the credentials in the form."""
    form = {"grant_type": "client_credentials", "client_id": str(client_id), "client_secret": secret, **more}
    answer = Client().post("/oauth/token", urlencode(form), content_type=FORM, secure=True)
    return answer.status_code, answer.json()
