from django.db import migrations

from accounts.rowsecurity import PIPELINE, AppendOnly, BumpStamp, Grant, PeriodsOnly, Policy, ProtectRows

STANDING = "accreditation_standing"
PERIOD = "accreditation_standingperiod"
RECOGNITION = "accreditation_recognition"
KNOWN = "(SELECT hub_known())"
# The authority that granted it keeps it: nobody else, the operator included.
GRANTER = (
    "EXISTS (SELECT 1 FROM accreditation_standing s"
    " WHERE s.id = standing_id AND s.granted_by_id = (SELECT hub_organisation()))"
)


class Migration(migrations.Migration):
    dependencies = [("accreditation", "0001_initial"), ("organisations", "0003_protection")]
    operations = [
        ProtectRows(STANDING),
        AppendOnly(STANDING),
        Policy(STANDING, "standing_directory", "SELECT", using=KNOWN),
        Policy(STANDING, "standing_granted", "INSERT", check="granted_by_id = (SELECT hub_organisation())"),
        Grant(STANDING, "SELECT, INSERT"),
        Grant(STANDING, "SELECT", to=PIPELINE),
        BumpStamp(STANDING),
        ProtectRows(PERIOD),
        PeriodsOnly(PERIOD),
        Policy(PERIOD, "standingperiod_directory", "SELECT", using=KNOWN),
        Policy(PERIOD, "standingperiod_begun", "INSERT", check=GRANTER),
        Policy(PERIOD, "standingperiod_ended", "UPDATE", using=GRANTER),
        Grant(PERIOD, "SELECT, INSERT, UPDATE (valid_until)"),
        Grant(PERIOD, "SELECT", to=PIPELINE),
        BumpStamp(PERIOD),
        ProtectRows(RECOGNITION),
        PeriodsOnly(RECOGNITION),
        Policy(RECOGNITION, "recognition_directory", "SELECT", using=KNOWN),
        Policy(
            RECOGNITION, "recognition_begun", "INSERT", check="recognised_by_id = (SELECT hub_organisation())"
        ),
        Policy(
            RECOGNITION, "recognition_ended", "UPDATE", using="recognised_by_id = (SELECT hub_organisation())"
        ),
        Grant(RECOGNITION, "SELECT, INSERT, UPDATE (valid_until)"),
        Grant(RECOGNITION, "SELECT", to=PIPELINE),
        BumpStamp(RECOGNITION),
    ]
