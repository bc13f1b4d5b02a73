from django.db import migrations

from accounts.partitions import MakePartitions
from accounts.rowsecurity import PIPELINE, AppendOnly, Grant, Policy, ProtectRows

ENDPOINT = "webhooks_endpoint"
SECRET = "webhooks_secret"
EVENT = "webhooks_endpointevent"
DISPATCH = "webhooks_dispatch"
ATTEMPT = "webhooks_attempt"
OWN = "organisation_id = (SELECT hub_organisation())"
RECIPIENT = "recipient_id = (SELECT hub_organisation())"


class Migration(migrations.Migration):
    dependencies = [
        ("webhooks", "0001_initial"),
        ("organisations", "0003_protection"),
        ("notices", "0002_protection"),
    ]
    operations = [
        MakePartitions(),
        ProtectRows(ENDPOINT),
        Policy(ENDPOINT, "endpoint_own", "ALL", using=OWN),
        Grant(ENDPOINT, "SELECT, INSERT, UPDATE (description, state, reason, state_at, failures)"),
        Grant(ENDPOINT, "SELECT, UPDATE (state, reason, state_at, failures, last_success_at)", to=PIPELINE),
        # Those who register and rotate write a sealed secret; only the pipeline, which signs, reads it.
        ProtectRows(SECRET),
        Policy(SECRET, "secret_own", "ALL", using=OWN),
        Grant(
            SECRET,
            "SELECT (id, endpoint_id, organisation_id, key_id, valid_from, valid_until), INSERT,"
            " UPDATE (valid_until)",
        ),
        Grant(SECRET, "SELECT", to=PIPELINE),
        ProtectRows(EVENT),
        AppendOnly(EVENT),
        Policy(EVENT, "event_own", "SELECT", using=OWN),
        Policy(EVENT, "event_by_the_actor", "INSERT", check=OWN),
        Grant(EVENT, "SELECT, INSERT"),
        Grant(EVENT, "INSERT", to=PIPELINE),
        # The digest that orders is made of the consignment key, which its recipient may not be shown.
        ProtectRows(DISPATCH),
        Policy(DISPATCH, "dispatch_own", "SELECT", using=RECIPIENT),
        Policy(DISPATCH, "dispatch_test", "INSERT", check=f"{RECIPIENT} AND delivery_id IS NULL"),
        Policy(DISPATCH, "dispatch_moves_on", "UPDATE", using=RECIPIENT),
        Grant(
            DISPATCH,
            "SELECT (version_id, recipient_id, purpose, endpoint_id, id, delivery_id, position, state, reason,"
            " next_try, attempts, message_id, created_at, first_tried_at, sent_at), INSERT,"
            " UPDATE (state, reason, next_try, attempts, lease)",
        ),
        Grant(DISPATCH, "SELECT, INSERT, UPDATE", to=PIPELINE),
        ProtectRows(ATTEMPT),
        AppendOnly(ATTEMPT),
        Policy(ATTEMPT, "attempt_own", "SELECT", using=RECIPIENT),
        Grant(ATTEMPT, "SELECT"),
        Grant(ATTEMPT, "SELECT, INSERT", to=PIPELINE),
    ]
