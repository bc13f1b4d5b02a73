from django.db import migrations, models
from django.db.models.functions import Lower

from accounts import clock
from accounts.rowsecurity import PIPELINE, Grant, Policy, ProtectRows

TABLE = "users_user"
# Sign-in looks a person up before anybody is known. It says so in a setting of its own, so that a query
# that merely forgot who acts still finds nobody.
SIGNING_IN = """
CREATE FUNCTION hub_signing_in() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(current_setting('hub.signing_in', true), '') = 'on' $$
"""
# An administrator adds a person who is with another organisation already: the address leads to the
# identifier and to nothing else.
PERSON_BY_EMAIL = """
CREATE FUNCTION hub_person_by_email(wanted text) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT id FROM users_user WHERE email = lower(wanted) AND hub_known() $$
"""
ONESELF = "id = (SELECT hub_person()) OR (SELECT hub_signing_in())"


class Migration(migrations.Migration):
    initial = True
    dependencies = [("trail", "0002_entry")]
    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "id",
                    models.UUIDField(default=clock.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("email", models.EmailField(max_length=254, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("is_active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("email", Lower("email"))), name="users_user_email_lower"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="users_user_named"
                    ),
                ],
            },
        ),
        migrations.RunSQL(SIGNING_IN, "DROP FUNCTION hub_signing_in()"),
        migrations.RunSQL(PERSON_BY_EMAIL, "DROP FUNCTION hub_person_by_email(text)"),
        ProtectRows(TABLE),
        Policy(TABLE, "users_user_oneself", "SELECT", using=ONESELF),
        Policy(TABLE, "users_user_kept_by_oneself", "UPDATE", using=ONESELF),
        Policy(TABLE, "users_user_made", "INSERT", check="(SELECT hub_known())"),
        Policy(TABLE, "users_user_owner", "SELECT", using="true", to="CURRENT_USER"),
        Policy(TABLE, "users_user_bootstrap", "INSERT", check="(SELECT hub_known())", to="CURRENT_USER"),
        # The framework saves a person whole.
        Grant(TABLE, "SELECT, INSERT, UPDATE"),
        Grant(TABLE, "SELECT (id, email, name, is_active)", to=PIPELINE),
    ]
