"""Who a session belongs to."""

from typing import Any
from uuid import UUID

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from accounts import acting
from accounts.users.models import User
from accounts.users.signin import signing_in


class PersonBackend(AuthenticationBackend):
    """allauth's sign-in, inside the contexts that row-level security needs to show the person at all."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> AbstractBaseUser | None:
        with signing_in():
            person: AbstractBaseUser | None = super().authenticate(request, **credentials)
        return person

    def get_user(self, user_id: UUID | str) -> User | None:
        """The person of a session, as that person; nobody when the account has been closed."""
        with acting.as_person(UUID(str(user_id))):
            person = User.objects.filter(pk=user_id).first()
        return person if person is not None and self.user_can_authenticate(person) else None
