from django.db import migrations

from accounts.rowsecurity import PIPELINE, BumpStamp, Grant, PeriodsOnly, Policy, ProtectRows

OWNER = "CURRENT_USER"
ORGANISATION = "organisations_organisation"
ACTIVITY = "organisations_activity"
IDENTIFIER = "organisations_identifier"
MEMBERSHIP = "organisations_membership"

IS_OPERATOR = """
CREATE FUNCTION hub_is_operator() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT EXISTS (
    SELECT 1 FROM organisations_organisation WHERE id = hub_organisation() AND kind = 'operator'
) $$
"""
KNOWN = "(SELECT hub_known())"
OPERATOR = "(SELECT hub_is_operator())"
OWN = "organisation_id = (SELECT hub_organisation())"
# The first operator is made from the shell, on a hub without any organisation, and by nobody afterwards.
FIRST_OPERATOR = (
    "id = (SELECT hub_organisation()) AND kind = 'operator'"
    " AND NOT EXISTS (SELECT 1 FROM organisations_organisation)"
)
COLLEAGUE = (
    "EXISTS (SELECT 1 FROM organisations_membership m"
    " WHERE m.person_id = users_user.id AND m.organisation_id = (SELECT hub_organisation()))"
)


class Migration(migrations.Migration):
    dependencies = [("organisations", "0002_members"), ("trail", "0002_entry"), ("users", "0001_initial")]
    operations = [
        migrations.RunSQL(IS_OPERATOR, "DROP FUNCTION hub_is_operator()"),
        ProtectRows(ORGANISATION),
        Policy(ORGANISATION, "organisation_directory", "SELECT", using=KNOWN),
        Policy(ORGANISATION, "organisation_made", "INSERT", check=f"kind <> 'operator' AND {OPERATOR}"),
        Policy(
            ORGANISATION,
            "organisation_contact",
            "UPDATE",
            using=f"id = (SELECT hub_organisation()) OR {OPERATOR}",
        ),
        Policy(ORGANISATION, "organisation_owner", "SELECT", using="true", to=OWNER),
        Policy(ORGANISATION, "organisation_first", "INSERT", check=FIRST_OPERATOR, to=OWNER),
        Grant(ORGANISATION, "SELECT, INSERT, UPDATE (contact_email, contact_phone)"),
        Grant(ORGANISATION, "SELECT", to=PIPELINE),
        BumpStamp(ORGANISATION),
        ProtectRows(ACTIVITY),
        PeriodsOnly(ACTIVITY),
        Policy(ACTIVITY, "activity_directory", "SELECT", using=KNOWN),
        Policy(ACTIVITY, "activity_begun", "INSERT", check=OPERATOR),
        Policy(ACTIVITY, "activity_ended", "UPDATE", using=OPERATOR),
        Policy(ACTIVITY, "activity_owner", "SELECT", using="true", to=OWNER),
        Policy(ACTIVITY, "activity_first", "INSERT", check=OWN, to=OWNER),
        Grant(ACTIVITY, "SELECT, INSERT, UPDATE (valid_until)"),
        Grant(ACTIVITY, "SELECT", to=PIPELINE),
        BumpStamp(ACTIVITY),
        ProtectRows(IDENTIFIER),
        PeriodsOnly(IDENTIFIER),
        Policy(IDENTIFIER, "identifier_directory", "SELECT", using=KNOWN),
        Policy(IDENTIFIER, "identifier_given", "INSERT", check=OPERATOR),
        Policy(IDENTIFIER, "identifier_ended", "UPDATE", using=OPERATOR),
        Grant(IDENTIFIER, "SELECT, INSERT, UPDATE (valid_until)"),
        Grant(IDENTIFIER, "SELECT", to=PIPELINE),
        ProtectRows(MEMBERSHIP),
        PeriodsOnly(MEMBERSHIP),
        Policy(
            MEMBERSHIP,
            "membership_own",
            "SELECT",
            using=f"{OWN} OR person_id = (SELECT hub_person()) OR {OPERATOR}",
        ),
        Policy(MEMBERSHIP, "membership_granted", "INSERT", check=f"{OWN} OR {OPERATOR}"),
        Policy(MEMBERSHIP, "membership_ended", "UPDATE", using=f"{OWN} OR {OPERATOR}"),
        Policy(MEMBERSHIP, "membership_owner", "SELECT", using="true", to=OWNER),
        Policy(MEMBERSHIP, "membership_first", "INSERT", check=OWN, to=OWNER),
        Grant(MEMBERSHIP, "SELECT, INSERT, UPDATE (valid_until)"),
        Grant(MEMBERSHIP, "SELECT", to=PIPELINE),
        Policy("users_user", "users_user_colleague", "SELECT", using=COLLEAGUE),
        Policy("users_user", "users_user_operator", "SELECT", using=OPERATOR),
        Policy("users_user", "users_user_closed_by_operator", "UPDATE", using=OPERATOR),
    ]
