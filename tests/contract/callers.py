"""Who calls in the contract tests: API clients by token, a person by session, and somebody who has not signed in."""

from dataclasses import dataclass

from accounts.access.permissions import SCOPES
from tests.factories import accounts
from tests.factories.accounts import PASSWORD, Member
from tests.factories.calling import Api

HOST = "localhost"


@dataclass
class Caller:
    """One caller; ``email`` is a person's. The headers say who it is, as a program or a browser's script would."""

    api: Api
    email: str = ""

    def headers(self) -> dict[str, str]:
        """What goes with every request of this caller."""
        cookies = {name: one.value for name, one in self.api.client.cookies.items()}
        if not cookies:
            return dict(self.api.headers)
        return {
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "X-CSRFToken": cookies["csrftoken"],
            "Referer": f"https://{HOST}/",
        }

    def renew(self) -> None:
        """Sign in again, where signing in is what this caller does."""
        if self.email:
            status, session = self.api.sign_in(self.email, PASSWORD)
            if status != 200:
                raise RuntimeError(f"{self.email} cannot sign in: {session}")


def machine(of: Member, *scopes: str) -> Caller:
    """An API client of a member's, with every scope unless told which."""
    return Caller(Api(accounts.token(of, *(scopes or SCOPES))))


def person(of: Member, *roles: str) -> Caller:
    """A person of a member's with these roles, signed in."""
    caller = Caller(Api(), accounts.person(of, *roles, password=PASSWORD).email)
    caller.renew()
    return caller


def visitor() -> Caller:
    """Somebody who has fetched the CSRF token and not signed in yet."""
    api = Api()
    api.get("session")
    return Caller(api)
