from django.db import migrations

from accounts.rowsecurity import PIPELINE, AppendOnly, BumpStamp, Grant, PeriodsOnly, Policy, ProtectRows

GROUP = "groups_group"
MEMBER = "groups_groupmember"
KNOWN = "(SELECT hub_known())"
KEEPER = "EXISTS (SELECT 1 FROM groups_group g WHERE g.id = group_id AND g.keeper_id = (SELECT hub_organisation()))"


class Migration(migrations.Migration):
    dependencies = [("groups", "0001_initial"), ("organisations", "0003_protection")]
    operations = [
        ProtectRows(GROUP),
        AppendOnly(GROUP),
        Policy(GROUP, "group_directory", "SELECT", using=KNOWN),
        Policy(GROUP, "group_made", "INSERT", check="keeper_id = (SELECT hub_organisation())"),
        Grant(GROUP, "SELECT, INSERT"),
        Grant(GROUP, "SELECT", to=PIPELINE),
        BumpStamp(GROUP),
        ProtectRows(MEMBER),
        PeriodsOnly(MEMBER),
        Policy(MEMBER, "groupmember_directory", "SELECT", using=KNOWN),
        Policy(MEMBER, "groupmember_added", "INSERT", check=KEEPER),
        # A member may leave by itself.
        Policy(
            MEMBER,
            "groupmember_ended",
            "UPDATE",
            using=f"{KEEPER} OR organisation_id = (SELECT hub_organisation())",
        ),
        Grant(MEMBER, "SELECT, INSERT, UPDATE (valid_until)"),
        Grant(MEMBER, "SELECT", to=PIPELINE),
        BumpStamp(MEMBER),
    ]
