"""Requests to join: made by strangers, who are known by nothing but the address that they can read mail at."""

from django.db import models
from django.db.models import Q

from accounts import clock
from accounts.organisations.models import Kind

OPEN = ("unconfirmed", "waiting", "asked")
KINDS = [kind for kind in Kind.values if kind != Kind.OPERATOR]


class JoinRequest(models.Model):
    """What somebody says of an organisation that is to become a member, and what became of it.

    ``link`` is the digest of the link that was mailed last, good until ``link_until``. ``letters`` counts what was
    mailed since ``letters_since``: a stranger's request must not fill another's mailbox.
    """

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    state = models.CharField(max_length=12, default="unconfirmed")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    country = models.CharField(max_length=2)
    identifiers = models.JSONField(default=list)
    contact_name = models.CharField(max_length=200)
    contact_email = models.EmailField()
    contact_phone = models.CharField(max_length=40, blank=True)
    reason = models.TextField()
    language = models.CharField(max_length=12)
    made_at = models.DateTimeField()
    consented_at = models.DateTimeField()
    link = models.CharField(max_length=64, blank=True)
    link_until = models.DateTimeField()
    letters = models.PositiveSmallIntegerField(default=0)
    letters_since = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True)
    organisation = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[*OPEN, "admitted", "refused"]), name="joining_state_known"
            ),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="joining_kind_known"),
            models.UniqueConstraint(
                fields=["contact_email"], condition=Q(state__in=OPEN), name="joining_one_open_by_address"
            ),
        ]
        indexes = [models.Index(fields=["link"], name="joining_link")]


class JoinMessage(models.Model):
    """What the operator asked back, and what was answered."""

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    request = models.ForeignKey(JoinRequest, on_delete=models.PROTECT, related_name="messages")
    at = models.DateTimeField()
    by_operator = models.BooleanField()
    text = models.TextField()
