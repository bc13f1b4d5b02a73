from django.db import migrations

from accounts.rowsecurity import AppendOnly, Grant, Policy, ProtectRows

ANNOUNCEMENT = "announcements_announcement"
UPDATE = "announcements_update"
OPERATOR = "(SELECT hub_is_operator())"


class Migration(migrations.Migration):
    """What is announced is public: anybody reads it. Only the operator writes."""

    dependencies = [("announcements", "0001_announcements"), ("organisations", "0003_protection")]
    operations = [
        ProtectRows(ANNOUNCEMENT),
        Policy(ANNOUNCEMENT, "announcement_public", "SELECT", using="true"),
        Policy(ANNOUNCEMENT, "announcement_made", "INSERT", check=OPERATOR),
        Policy(ANNOUNCEMENT, "announcement_ended", "UPDATE", using=OPERATOR),
        Grant(ANNOUNCEMENT, "SELECT, INSERT, UPDATE (ends_at, cancelled_at)"),
        ProtectRows(UPDATE),
        AppendOnly(UPDATE),
        Policy(UPDATE, "update_public", "SELECT", using="true"),
        Policy(UPDATE, "update_said", "INSERT", check=OPERATOR),
        Grant(UPDATE, "SELECT, INSERT"),
    ]
