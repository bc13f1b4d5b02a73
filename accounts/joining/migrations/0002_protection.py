from django.db import migrations

from accounts.rowsecurity import PIPELINE, Grant, Policy, ProtectRows

REQUEST = "joining_joinrequest"
MESSAGE = "joining_joinmessage"
# A stranger reaches the requests of one address or of one link; a setting that is not there matches no row.
STRANGER = (
    "NOT (SELECT hub_known()) AND"
    " (contact_email = (SELECT nullif(current_setting('hub.join_email', true), ''))"
    " OR link = (SELECT nullif(current_setting('hub.join_link', true), '')))"
)
# What was not confirmed is nobody's business, not even the operator's.
OPERATOR = "(SELECT hub_is_operator()) AND state <> 'unconfirmed'"
OF_A_REQUEST = "EXISTS (SELECT 1 FROM joining_joinrequest r WHERE r.id = request_id)"


class Migration(migrations.Migration):
    dependencies = [("joining", "0001_joinrequest"), ("organisations", "0003_protection")]
    operations = [
        ProtectRows(REQUEST),
        Policy(REQUEST, "joinrequest_read", "SELECT", using=f"({STRANGER}) OR ({OPERATOR})"),
        Policy(REQUEST, "joinrequest_made", "INSERT", check=f"({STRANGER}) AND state = 'unconfirmed'"),
        Policy(
            REQUEST,
            "joinrequest_moved",
            "UPDATE",
            using=f"({STRANGER}) OR ({OPERATOR})",
            check=f"(({STRANGER}) AND state IN ('unconfirmed', 'waiting', 'asked')) OR ({OPERATOR})",
        ),
        Grant(REQUEST, "SELECT, INSERT, UPDATE"),
        Grant(REQUEST, "SELECT, DELETE", to=PIPELINE),
        ProtectRows(MESSAGE),
        Policy(MESSAGE, "joinmessage_read", "SELECT", using=OF_A_REQUEST),
        Policy(MESSAGE, "joinmessage_said", "INSERT", check=OF_A_REQUEST),
        Grant(MESSAGE, "SELECT, INSERT"),
        Grant(MESSAGE, "SELECT, DELETE", to=PIPELINE),
    ]
