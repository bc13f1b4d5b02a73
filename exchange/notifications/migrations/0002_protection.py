"""What a person has read and is mailed is that person's alone; the pipeline only finds whose mail is due."""

from django.db import migrations

from accounts.rowsecurity import PIPELINE, Grant, Policy, ProtectRows

MARK = "notifications_mark"
PREFERENCE = "notifications_preference"
DIGEST = "notifications_digest"
TOLD = "notifications_told"
OWN = "organisation_id = (SELECT hub_organisation()) AND person = (SELECT hub_person())"


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial"), ("organisations", "0003_protection")]
    operations = [
        *(ProtectRows(table) for table in (MARK, PREFERENCE, DIGEST, TOLD)),
        *(Policy(table, f"{table}_own", "ALL", using=OWN) for table in (MARK, PREFERENCE, DIGEST, TOLD)),
        Grant(MARK, "SELECT, INSERT, DELETE"),
        Grant(
            PREFERENCE,
            "SELECT, INSERT, UPDATE (frequency, language, zone, since, next_at, told_position)",
        ),
        Grant(PREFERENCE, "SELECT (organisation_id, person, next_at)", to=PIPELINE),
        Grant(DIGEST, "SELECT, INSERT, DELETE, UPDATE (text, attempts, next_try, sent_at, given_up_at)"),
        Grant(
            DIGEST,
            "SELECT (id, organisation_id, person, next_try, sent_at, given_up_at)",
            to=PIPELINE,
        ),
        Grant(TOLD, "SELECT, INSERT, DELETE"),
    ]
