import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

from accounts.rowsecurity import PIPELINE, Grant, Policy, ProtectRows

DELIVERY = "deliveries_delivery"
SHOWN = "deliveries_shown"
OWN = "recipient_id = (SELECT hub_organisation())"
OPEN = models.Q(acknowledged_at=None, position__isnull=False)

# Like the door: no register row, no list. What is not shown to the caller at present stops the whole call.
REGISTER_LISTING = """
CREATE FUNCTION hub_register_listing(versions uuid[], purposes text[], person uuid, client uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    written integer;
BEGIN
    INSERT INTO disclosures_disclosure (id, at, organisation_id, person, client, channel, purpose, notice_id,
                                        version_id, publisher_id, agreement_versions)
    SELECT gen_random_uuid(), now(), d.recipient_id, hub_register_listing.person, hub_register_listing.client,
           'list', d.purpose, d.notice_id, d.version_id, d.publisher_id, s.shown_under
    FROM unnest(versions, purposes) AS w (version_id, purpose)
    JOIN deliveries_delivery d ON d.version_id = w.version_id AND d.purpose = w.purpose
    JOIN deliveries_shown s ON s.version_id = d.version_id AND s.recipient_id = d.recipient_id
        AND s.purpose = d.purpose
    WHERE d.recipient_id = hub_organisation() AND d.state = 'delivered';
    GET DIAGNOSTICS written = ROW_COUNT;
    IF written <> cardinality(versions) THEN
        RAISE EXCEPTION 'not deliveries that this organisation was shown' USING ERRCODE = 'HB403';
    END IF;
END $$;
REVOKE ALL ON FUNCTION hub_register_listing(uuid[], text[], uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hub_register_listing(uuid[], text[], uuid, uuid) TO hub_web;
"""
DROP_REGISTER_LISTING = "DROP FUNCTION hub_register_listing(uuid[], text[], uuid, uuid);"


class Migration(migrations.Migration):
    dependencies = [("deliveries", "0005_operator"), ("disclosures", "0003_lists")]
    operations = [
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS btree_gin", migrations.RunSQL.noop),
        migrations.AddField("delivery", "acknowledged_by", models.UUIDField(null=True)),
        Grant(DELIVERY, "UPDATE (acknowledged_by)"),
        migrations.AddIndex(
            "delivery",
            models.Index(fields=["recipient_id", "position"], name="delivery_open", condition=OPEN),
        ),
        migrations.AddIndex(
            "delivery",
            models.Index(fields=["recipient_id", "state", "position"], name="delivery_todo", condition=OPEN),
        ),
        migrations.AddIndex(
            "delivery", models.Index(fields=["recipient_id", "number"], name="delivery_number")
        ),
        migrations.AddIndex(
            "delivery",
            models.Index(
                fields=["recipient_id", "reference"],
                name="delivery_reference",
                condition=~models.Q(reference=""),
            ),
        ),
        migrations.AddIndex(
            "delivery",
            models.Index(
                fields=["recipient_id", "position"], name="delivery_later", condition=models.Q(n__gt=1)
            ),
        ),
        migrations.AddIndex(
            "delivery",
            models.Index(
                fields=["recipient_id", "acknowledged_by", "acknowledged_at"],
                name="delivery_acknowledged",
                condition=models.Q(acknowledged_by__isnull=False),
            ),
        ),
        migrations.CreateModel(
            name="Shown",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "version_id",
                        "recipient_id",
                        "purpose",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("version_id", models.UUIDField()),
                ("recipient_id", models.UUIDField()),
                ("purpose", models.CharField(max_length=32)),
                ("notice_id", models.UUIDField()),
                ("position", models.BigIntegerField()),
                (
                    "shown_under",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None),
                ),
                ("readable_until", models.DateTimeField(null=True)),
                ("days_after_cancellation", models.IntegerField(null=True)),
                ("terms", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("arrival_at", models.DateTimeField(null=True)),
                ("departure_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["recipient_id", "position"], name="shown_position"),
                    models.Index(fields=["recipient_id", "arrival_at", "position"], name="shown_arrival"),
                    models.Index(fields=["recipient_id", "departure_at", "position"], name="shown_departure"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["recipient_id", "terms"], name="shown_terms"
                    ),
                ]
            },
        ),
        ProtectRows(SHOWN),
        Policy(SHOWN, "shown_own", "SELECT", using=OWN),
        Policy(SHOWN, "shown_let_out", "INSERT", check=OWN),
        Policy(SHOWN, "shown_again", "UPDATE", using=OWN),
        Policy(SHOWN, "shown_owner", "SELECT", using="true", to="CURRENT_USER"),
        Grant(
            SHOWN,
            "SELECT, INSERT, UPDATE (shown_under, readable_until, days_after_cancellation, terms, arrival_at,"
            " departure_at)",
        ),
        Grant(SHOWN, "SELECT, DELETE", to=PIPELINE),
        migrations.RunSQL(REGISTER_LISTING, DROP_REGISTER_LISTING),
    ]
