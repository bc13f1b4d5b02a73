"""Groups: sets of organisations that agreements can name."""

from django.db import models
from django.db.models import Q

from accounts import clock, periods
from accounts.accreditation.models import Standing
from accounts.organisations.models import Kind, Organisation, Region

_NO_RULE = Q(
    rule_kind=None, rule_country=None, rule_region=None, rule_standing_kind=None, rule_standing_from=None
)


class Group(models.Model):
    """A set of organisations, listed or by rule; whoever creates it keeps it.

    A rule holds for those that fulfil all that it names. It never changes, and neither does the rest of
    the group: agreements were signed on it. Only the members of a listed group come and go.
    """

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    name = models.CharField(max_length=200)
    keeper = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="groups_kept")
    listed = models.BooleanField()
    rule_kind = models.CharField(max_length=16, choices=Kind.choices, null=True)
    rule_country = models.CharField(max_length=2, null=True)
    rule_region = models.CharField(max_length=4, choices=Region.choices, null=True)
    rule_standing_kind = models.CharField(max_length=12, choices=Standing.Kind.choices, null=True)
    rule_standing_from = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", null=True
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="groups_named"),
            models.UniqueConstraint(fields=["keeper", "name"], name="groups_name_once"),
            models.CheckConstraint(
                condition=(Q(listed=True) & _NO_RULE) | (Q(listed=False) & ~_NO_RULE),
                name="groups_listed_or_by_rule",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class GroupMember(models.Model):
    """A period in which an organisation was a member of a listed group."""

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="members")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="group_memberships")
    valid_from, valid_until = periods.columns()

    class Meta:
        constraints = [
            periods.not_empty("groups_member_lasts"),
            periods.one_at_a_time("groups_member_once", "group", "organisation"),
        ]
