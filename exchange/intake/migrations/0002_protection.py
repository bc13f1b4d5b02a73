from django.db import migrations

from accounts.rowsecurity import PIPELINE, Grant, Policy, ProtectRows

UPLOAD = "intake_upload"
PIECE = "intake_piece"
CHUNK = "intake_chunk"
FAULTY = "intake_faultyline"
MAPPING = "intake_mapping"
OWN = "organisation_id = (SELECT hub_organisation())"


def _own(table: str) -> list:
    return [
        ProtectRows(table),
        Policy(table, f"{table}_own", "ALL", using=OWN),
    ]


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial"), ("organisations", "0003_protection")]
    operations = [
        *_own(UPLOAD),
        Grant(
            UPLOAD,
            "SELECT, INSERT, UPDATE (state, moved_at, person, client, size, digest, header, sample, mapping,"
            " remarks, fault, mode, decimal_comma, read_at, leased_until, failures, counts)",
        ),
        Grant(UPLOAD, "SELECT, UPDATE (state, moved_at, counts, sample, removed_at)", to=PIPELINE),
        *_own(PIECE),
        Grant(PIECE, "SELECT, INSERT"),
        Grant(PIECE, "SELECT, DELETE", to=PIPELINE),
        *_own(CHUNK),
        Grant(CHUNK, "SELECT, INSERT, UPDATE, DELETE"),
        Grant(CHUNK, "SELECT, DELETE", to=PIPELINE),
        *_own(FAULTY),
        Grant(FAULTY, "SELECT, INSERT, DELETE"),
        Grant(FAULTY, "SELECT, DELETE", to=PIPELINE),
        *_own(MAPPING),
        Grant(MAPPING, "SELECT, INSERT, UPDATE (columns, changed_at)"),
        # Compressed before they come here: the database need not try again.
        migrations.RunSQL(
            f"ALTER TABLE {PIECE} ALTER COLUMN data SET STORAGE EXTERNAL;"
            f"ALTER TABLE {CHUNK} ALTER COLUMN data SET STORAGE EXTERNAL;",
            migrations.RunSQL.noop,
        ),
    ]
