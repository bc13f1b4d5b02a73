"""API clients: machines that act for one organisation within scopes. Of secrets, only digests are kept."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts import clock, periods
from accounts.organisations.models import Organisation


class Client(models.Model):
    """A machine of one organisation's. Its scopes never change; what needs others is another client.

    ``last_token_at``: when it last fetched a token, which is good for an hour from then.
    """

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="clients")
    name = models.CharField(max_length=100)
    scopes = ArrayField(models.CharField(max_length=40))
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    last_token_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="access_client_named"),
            models.CheckConstraint(condition=~Q(scopes=[]), name="access_client_scoped"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=models.F("created_at")),
                name="access_client_lasts",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ClientSecret(models.Model):
    """A period in which a secret opens the door. During a rotation two secrets may do."""

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="secrets")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField(max_length=32)
    valid_from, valid_until = periods.columns()

    class Meta:
        constraints = [
            periods.not_empty("access_secret_lasts"),
            models.UniqueConstraint(fields=["digest"], name="access_secret_once"),
        ]


class Token(models.Model):
    """An access token, opaque to its bearer. It dies with its hour, its secret, its client or its member."""

    digest = models.BinaryField(max_length=32, primary_key=True)
    secret = models.ForeignKey(ClientSecret, on_delete=models.PROTECT, related_name="tokens")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    scopes = ArrayField(models.CharField(max_length=40))
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organisation", "expires_at"], name="access_token_expiry")]
