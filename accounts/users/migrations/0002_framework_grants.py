from django.db import migrations

from accounts.rowsecurity import PIPELINE, Grant, GrantSequences, Policy, ProtectRows

EVERYTHING = "SELECT, INSERT, UPDATE, DELETE"
OWN = "user_id = (SELECT hub_person()) OR (SELECT hub_signing_in())"


class Migration(migrations.Migration):
    """Sessions and second factors are the framework's tables: the web login keeps them, and nobody else."""

    dependencies = [
        ("users", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("sessions", "0001_initial"),
        ("usersessions", "0001_initial"),
    ]
    operations = [
        Grant("django_migrations", "SELECT"),
        Grant("django_migrations", "SELECT", to=PIPELINE),
        Grant("django_session", EVERYTHING),
        Grant("usersessions_usersession", EVERYTHING),
        Grant("account_emailconfirmation", EVERYTHING),
        *(
            operation
            for table in ("account_emailaddress", "mfa_authenticator")
            for operation in (
                ProtectRows(table),
                Policy(table, f"{table}_own", "ALL", using=OWN),
                Grant(table, EVERYTHING),
            )
        ),
        GrantSequences(
            [
                "usersessions_usersession_id_seq",
                "account_emailaddress_id_seq",
                "account_emailconfirmation_id_seq",
                "mfa_authenticator_id_seq",
            ]
        ),
    ]
