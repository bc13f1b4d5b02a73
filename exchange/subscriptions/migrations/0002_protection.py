"""A subscription is its organisation's alone; routing depends on it."""

from django.db import migrations

from accounts.rowsecurity import PIPELINE, BumpStamp, Grant, PeriodsOnly, Policy, ProtectRows

TABLE = "subscriptions_subscription"
OWN = "organisation_id = (SELECT hub_organisation())"


class Migration(migrations.Migration):
    dependencies = [("subscriptions", "0001_initial"), ("organisations", "0003_protection")]
    operations = [
        ProtectRows(TABLE),
        PeriodsOnly(TABLE),
        Policy(TABLE, "subscription_own", "SELECT", using=OWN),
        Policy(TABLE, "subscription_begun", "INSERT", check=OWN),
        Policy(TABLE, "subscription_ended", "UPDATE", using=OWN),
        Grant(TABLE, "SELECT, INSERT, UPDATE (valid_until)"),
        Grant(TABLE, "SELECT", to=PIPELINE),
        BumpStamp(TABLE),
    ]
