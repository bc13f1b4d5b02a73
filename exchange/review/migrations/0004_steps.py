from django.db import migrations, models

import accounts.clock
from accounts.rowsecurity import AppendOnly, Grant, Policy, ProtectRows

STEP = "review_casestep"
TEMPLATE = "review_replytemplate"
# The cases that a reader sees are its own by their own policy.
OF_A_PARTY = "EXISTS (SELECT 1 FROM review_case c WHERE c.id = review_casestep.case_id)"
OWN = "organisation_id = (SELECT hub_organisation())"

# Replies about these notices that the caller sent, or that were delivered to it as addressee or as informed.
REPLIES_ABOUT = """
CREATE FUNCTION hub_replies_about(wanted uuid[]) RETURNS TABLE (
    notice_id uuid, reply_number text, type text, reference text, authority_id uuid, sent_at timestamptz,
    delivery_id uuid
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT r.notice_id, r.reply_number::text, r.kind::text, n.reference::text, r.authority_id, r.sent_at, d.id
    FROM review_sentreply r
    JOIN notices_notice n ON n.number = r.reply_number
    LEFT JOIN deliveries_delivery d ON d.notice_id = n.id AND d.recipient_id = hub_organisation()
        AND d.basis <> 'agreement' AND d.state = 'delivered'
    WHERE r.notice_id = ANY(wanted) AND (r.authority_id = hub_organisation() OR d.id IS NOT NULL)
    ORDER BY r.sent_at
$$;
REVOKE ALL ON FUNCTION hub_replies_about(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hub_replies_about(uuid[]) TO hub_web;
"""


class Migration(migrations.Migration):
    dependencies = [("review", "0003_sent_replies")]
    operations = [
        migrations.CreateModel(
            name="CaseStep",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "case_id",
                        "reply_number",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("case_id", models.UUIDField()),
                ("reply_number", models.CharField(max_length=24)),
                ("type", models.CharField(max_length=40)),
                ("reference", models.CharField(max_length=70)),
                ("sender_id", models.UUIDField()),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("answered", "answered"),
                            ("cannot_answer", "cannot answer, ask another"),
                            ("lifted", "lifted"),
                            ("closed", "closed by the authority"),
                        ],
                        max_length=16,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={"indexes": [models.Index(fields=["reply_number"], name="casestep_reply")]},
        ),
        ProtectRows(STEP),
        AppendOnly(STEP),
        Policy(STEP, "casestep_of_parties", "SELECT", using=OF_A_PARTY),
        Policy(
            STEP,
            "casestep_taken",
            "INSERT",
            check=f"sender_id = (SELECT hub_organisation()) AND {OF_A_PARTY}",
        ),
        Grant(STEP, "SELECT, INSERT"),
        migrations.CreateModel(
            name="ReplyTemplate",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=accounts.clock.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("organisation_id", models.UUIDField()),
                ("type", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=70)),
                ("content", models.JSONField()),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation_id", "type", "name"),
                        name="replytemplate_name_is_the_organisations",
                    )
                ]
            },
        ),
        ProtectRows(TEMPLATE),
        Policy(TEMPLATE, "template_own", "ALL", using=OWN),
        Grant(TEMPLATE, "SELECT, INSERT, UPDATE (name, content, changed_at), DELETE"),
        migrations.RunSQL(REPLIES_ABOUT, "DROP FUNCTION hub_replies_about(uuid[]);"),
    ]
