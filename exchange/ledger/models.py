"""The append-only log of what the hub did: salted digests, values only."""

from django.db import models

from accounts import clock


class Leaf(models.Model):
    """One act, as the digest of its canonical values under a salt.

    Written unnumbered in the act's own transaction; a sequencer gives ``number`` to committed leaves.
    Erasing ``salt`` makes the digest say nothing any more; neither can be changed otherwise.
    """

    class Kind(models.TextChoices):
        ACCEPTED = "accepted", "version accepted"
        AGREEMENT = "agreement", "agreement step"
        ROUTED = "routed", "routing decision"
        DELIVERED = "delivered", "content left"
        RECEIPT = "receipt", "receipt"
        WITHHELD = "withheld", "withheld"
        ERASED = "erased", "erased"

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    subject = models.UUIDField()
    salt = models.BinaryField(null=True)
    digest = models.BinaryField()
    number = models.BigIntegerField(null=True, unique=True)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["subject"], name="ledger_leaf_subject"),
            models.Index(fields=["id"], name="ledger_leaf_unnumbered", condition=models.Q(number=None)),
        ]
