from django.db import migrations

from accounts.partitions import MakePartitions
from accounts.rowsecurity import PIPELINE, Grant, GrantSequences, Policy, ProtectRows
from exchange.deliveries import sql

GROUNDS = "deliveries_grounds"
DELIVERY = "deliveries_delivery"
ADDRESSEE = "deliveries_addressee"
COUNTER = "deliveries_inboxcounter"
BACK_FILL = "deliveries_backfill"
RECIPIENT = "recipient_id = (SELECT hub_organisation())"
OWNER = "CURRENT_USER"
# Only what has been shown can be found by what it says. Which keys the viewer's grounds show is asked per row
# found by equality, never per row scanned.
KEY_SHOWN = """EXISTS (
    SELECT 1 FROM deliveries_delivery d JOIN deliveries_grounds g ON g.id = d.grounds_id
    WHERE d.version_id = notices_searchkey.version_id AND d.recipient_id = (SELECT hub_organisation())
    AND d.kind IN ('content', 'follow_up') AND d.state = 'delivered' AND notices_searchkey.kind = ANY(g.keys)
)"""

# A reply's own publisher says to whom it goes: nobody adds a recipient to what another has published.
OWN_VERSION = """publisher_id = (SELECT hub_organisation()) AND EXISTS (
    SELECT 1 FROM notices_noticeversion v
    WHERE v.id = deliveries_addressee.version_id AND v.publisher_id = (SELECT hub_organisation())
)"""


class Migration(migrations.Migration):
    dependencies = [
        ("deliveries", "0001_initial"),
        ("disclosures", "0002_protection"),
    ]
    operations = [
        MakePartitions(),
        ProtectRows(GROUNDS),
        Policy(GROUNDS, "grounds_recipient", "SELECT", using=RECIPIENT),
        Policy(GROUNDS, "grounds_owner", "SELECT", using="true", to=OWNER),
        Grant(GROUNDS, "SELECT"),
        Grant(GROUNDS, "SELECT, INSERT", to=PIPELINE),
        GrantSequences(["deliveries_grounds_id_seq"], to=PIPELINE),
        ProtectRows(DELIVERY),
        # Recipient only: an OR with the publisher costs the inbox its index (158 ms against 0.7 at a million rows).
        Policy(DELIVERY, "delivery_recipient", "SELECT", using=RECIPIENT),
        Policy(DELIVERY, "delivery_moves_on", "UPDATE", using=RECIPIENT),
        Policy(DELIVERY, "delivery_owner", "SELECT", using="true", to=OWNER),
        Grant(
            DELIVERY,
            "SELECT, UPDATE (state, reason, decided_at, stamp, delivered_at, delivered_by, acknowledged_at)",
        ),
        Grant(
            DELIVERY,
            "SELECT, INSERT, UPDATE (kind, state, reason, grounds_id, decided_at, stamp, position, available_at,"
            " delivered_at, delivered_by)",
            to=PIPELINE,
        ),
        ProtectRows(ADDRESSEE),
        Policy(ADDRESSEE, "addressee_named", "INSERT", check=OWN_VERSION),
        Policy(ADDRESSEE, "addressee_own", "SELECT", using="publisher_id = (SELECT hub_organisation())"),
        Grant(ADDRESSEE, "SELECT, INSERT"),
        Grant(ADDRESSEE, "SELECT", to=PIPELINE),
        ProtectRows(COUNTER),
        Grant(COUNTER, "SELECT, INSERT, UPDATE", to=PIPELINE),
        ProtectRows("deliveries_backfillpass"),
        Policy("deliveries_backfillpass", "pass_counted", "SELECT", using="true", to=OWNER),
        Grant("deliveries_backfillpass", "SELECT, INSERT, UPDATE", to=PIPELINE),
        ProtectRows(BACK_FILL),
        Grant(BACK_FILL, "SELECT, INSERT", to=PIPELINE),
        Policy("notices_searchkey", "key_shown", "SELECT", using=KEY_SHOWN),
        migrations.RunSQL(sql.LOCK_NOTICES + sql.DISCLOSE + sql.RECEIPTS + sql.GRANTS, sql.DROP),
    ]
