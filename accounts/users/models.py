"""People: who signs in. What they may do hangs on their memberships, not on them."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from accounts import clock


class UserManager(BaseUserManager["User"]):
    """Finds people by their e-mail address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())

    def create_user(self, *, email: str, name: str, password: str | None = None, **fields: Any) -> "User":
        """A new person; without a password, one who first has to set it through a link."""
        person = self.model(email=email.lower(), name=name, **fields)
        person.set_password(password)
        person.save()
        return person


class User(AbstractBaseUser):
    """A person. There are no superusers and no staff flag: the operator's people are people with roles."""

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    # How the person reads: empty means as the browser says.
    language = models.CharField(max_length=12, default="", blank=True)
    zone = models.CharField(max_length=64, default="", blank=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="users_user_email_lower"),
            models.CheckConstraint(condition=~models.Q(name=""), name="users_user_named"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name
