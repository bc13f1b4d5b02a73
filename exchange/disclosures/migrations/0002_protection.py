from django.db import migrations

from accounts.rowsecurity import PIPELINE, AppendOnly, Grant, Policy, ProtectRows

TABLE = "disclosures_disclosure"


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0001_initial"), ("organisations", "0003_protection")]
    operations = [
        AppendOnly(TABLE),
        ProtectRows(TABLE),
        # Written through hub_disclose and by the pipeline only; read by the organisation that did the reading.
        Policy(TABLE, "disclosure_of_own_reads", "SELECT", using="organisation_id = (SELECT hub_organisation())"),
        Policy(TABLE, "disclosure_owner", "INSERT", check="true", to="CURRENT_USER"),
        Grant(TABLE, "SELECT"),
        Grant(TABLE, "SELECT, INSERT", to=PIPELINE),
    ]
