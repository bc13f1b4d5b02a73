"""What django-allauth is told about this hub."""

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from accounts import acting
from accounts.organisations import selectors as organisations
from hub.chosen import choose_organisation


class HubAdapter(DefaultAccountAdapter):
    """Nobody signs up: people are made by their organisation's administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Sign in; somebody who belongs to one organisation alone acts for it from the start."""
        super().login(request, user)
        with acting.as_person(user.pk):
            roles = organisations.active_roles(person=user.pk, at=acting.transaction_time())
            belongs_to = {membership.organisation_id for membership in roles}
        choose_organisation(request, belongs_to.pop() if len(belongs_to) == 1 else None)
