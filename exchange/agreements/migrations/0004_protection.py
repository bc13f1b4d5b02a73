"""Who reads and writes which rows; which of them are facts that decisions depend on."""

from django.db import migrations

from accounts.rowsecurity import (
    PIPELINE,
    AppendOnly,
    BumpStamp,
    Grant,
    GrantSequences,
    PeriodsOnly,
    Policy,
    ProtectRows,
)

OWNER = "CURRENT_USER"
ME = "(SELECT hub_organisation())"
PERSON = "(SELECT hub_person())"
AGREEMENT = "agreements_agreement"
KEY = "agreements_maskkey"
VERSION = "agreements_agreementversion"
PARTS = ("agreements_party", "agreements_scopeclause", "agreements_onwardgroup")
SIGNATURE = "agreements_signature"
ACCESSION = "agreements_accession"
DEPARTURE = "agreements_departure"
EXCLUSION = "agreements_exclusion"
SUSPENSION = "agreements_suspension"
TERMINATION = "agreements_termination"
STEP = "agreements_agreementstep"

VERSION_READABLE = "version_id IN (SELECT agreements_readable_versions())"
AGREEMENT_READABLE = "agreement_id IN (SELECT agreements_readable())"
OWN_DRAFT = (
    f"EXISTS (SELECT 1 FROM {VERSION} v WHERE v.id = version_id AND v.drafted_by_id = {ME}"
    " AND v.proposed_at IS NULL AND v.withdrawn_at IS NULL)"
)
# A person who is an administrator of the organisation now: an API client has no person at all.
IN_PERSON = (
    f"organisation_id = {ME} AND person_id = {PERSON} AND EXISTS ("
    f"SELECT 1 FROM organisations_membership m WHERE m.person_id = {PERSON} AND m.organisation_id = {ME}"
    " AND m.role = 'administrator' AND m.valid_from <= clock_timestamp()"
    " AND (m.valid_until IS NULL OR clock_timestamp() < m.valid_until))"
)
SIGNATORY_OF_ONE = (
    f"EXISTS (SELECT 1 FROM {VERSION} v WHERE v.agreement_id = {{table}}.agreement_id"
    " AND v.proposed_at IS NOT NULL AND agreements_is_signatory(v.id))"
)
# Proposing makes a version a fact; a draft and its parts are none.
PROPOSAL_BUMPS = (
    f"CREATE TRIGGER {VERSION}_bump_stamp AFTER UPDATE ON {VERSION} FOR EACH ROW"
    " WHEN (NEW.proposed_at IS NOT NULL) EXECUTE FUNCTION hub_bump_stamp();",
    f"DROP TRIGGER {VERSION}_bump_stamp ON {VERSION};",
)
FACTS = (SIGNATURE, ACCESSION, DEPARTURE, EXCLUSION, SUSPENSION, TERMINATION)
EVERY_TABLE = (AGREEMENT, KEY, VERSION, *PARTS, *FACTS, STEP)


def terms() -> list[migrations.RunSQL]:
    return [
        Policy(
            AGREEMENT,
            "agreement_read",
            "SELECT",
            using=f"created_by_id = {ME} OR id IN (SELECT agreements_readable())",
        ),
        Policy(AGREEMENT, "agreement_opened", "INSERT", check=f"created_by_id = {ME}"),
        Policy(AGREEMENT, "agreement_redrafted", "UPDATE", using=f"created_by_id = {ME}"),
        Grant(AGREEMENT, "SELECT, INSERT, UPDATE (purpose)"),
        GrantSequences(["agreements_agreement_number"]),
        Policy(
            VERSION,
            "version_read",
            "SELECT",
            using=f"drafted_by_id = {ME} OR id IN (SELECT agreements_readable_versions())",
        ),
        Policy(
            VERSION, "version_drafted", "INSERT", check=f"drafted_by_id = {ME} AND {AGREEMENT_READABLE}"
        ),
        Policy(VERSION, "version_edited", "UPDATE", using=f"drafted_by_id = {ME}"),
        # For the triggers that lock a draft while its parts change.
        Policy(VERSION, "version_locked", "UPDATE", using="true", to=OWNER),
        Grant(VERSION, "SELECT, INSERT, UPDATE"),
        migrations.RunSQL(*PROPOSAL_BUMPS),
        *(operation for table in PARTS for operation in part(table)),
    ]


def part(table: str) -> list[migrations.RunSQL]:
    return [
        Policy(table, f"{table}_read", "SELECT", using=VERSION_READABLE),
        Policy(table, f"{table}_drafted", "INSERT", check=OWN_DRAFT),
        Policy(table, f"{table}_redrafted", "DELETE", using=OWN_DRAFT),
        Grant(table, "SELECT, INSERT, DELETE"),
    ]


def consent() -> list[migrations.RunSQL]:
    signs = f"{IN_PERSON} AND agreements_is_signatory(version_id)"
    return [
        AppendOnly(SIGNATURE),
        Policy(SIGNATURE, "signature_read", "SELECT", using=VERSION_READABLE),
        Policy(SIGNATURE, "signature_given", "INSERT", check=f"{signs} AND {VERSION_READABLE}"),
        Grant(SIGNATURE, "SELECT, INSERT"),
        PeriodsOnly(ACCESSION),
        Policy(ACCESSION, "accession_read", "SELECT", using=VERSION_READABLE),
        Policy(ACCESSION, "accession_begun", "INSERT", check=f"{IN_PERSON} AND {VERSION_READABLE}"),
        Policy(ACCESSION, "accession_ended", "UPDATE", using=f"organisation_id = {ME}"),
        Grant(ACCESSION, "SELECT, INSERT, UPDATE (valid_until)"),
        AppendOnly(DEPARTURE),
        Policy(DEPARTURE, "departure_read", "SELECT", using=VERSION_READABLE),
        Policy(
            DEPARTURE, "departure_taken", "INSERT", check=f"organisation_id = {ME} AND {VERSION_READABLE}"
        ),
        Grant(DEPARTURE, "SELECT, INSERT"),
    ]


def guarding() -> list[migrations.RunSQL]:
    own = f"provider_id = {ME}"
    return [
        PeriodsOnly(EXCLUSION),
        Policy(EXCLUSION, "exclusion_read", "SELECT", using=AGREEMENT_READABLE),
        Policy(EXCLUSION, "exclusion_begun", "INSERT", check=f"{own} AND {AGREEMENT_READABLE}"),
        Policy(EXCLUSION, "exclusion_ended", "UPDATE", using=own),
        Grant(EXCLUSION, "SELECT, INSERT, UPDATE (valid_until)"),
        PeriodsOnly(SUSPENSION, "resumed_by_id"),
        Policy(SUSPENSION, "suspension_read", "SELECT", using=AGREEMENT_READABLE),
        Policy(
            SUSPENSION,
            "suspension_begun",
            "INSERT",
            check=f"suspended_by_id = {ME} AND {SIGNATORY_OF_ONE.format(table=SUSPENSION)}",
        ),
        Policy(
            SUSPENSION,
            "suspension_ended",
            "UPDATE",
            using=SIGNATORY_OF_ONE.format(table=SUSPENSION),
            check=f"resumed_by_id = {ME}",
        ),
        Grant(SUSPENSION, "SELECT, INSERT, UPDATE (valid_until, resumed_by_id)"),
        AppendOnly(TERMINATION),
        Policy(TERMINATION, "termination_read", "SELECT", using=AGREEMENT_READABLE),
        Policy(
            TERMINATION,
            "termination_given",
            "INSERT",
            check=f"terminated_by_id = {ME} AND {SIGNATORY_OF_ONE.format(table=TERMINATION)}",
        ),
        Grant(TERMINATION, "SELECT, INSERT"),
        AppendOnly(STEP),
        Policy(
            STEP,
            "step_read",
            "SELECT",
            using=f"{AGREEMENT_READABLE} AND (version_id IS NULL OR {VERSION_READABLE})",
        ),
        Policy(
            STEP,
            "step_recorded",
            "INSERT",
            check=f"organisation_id = {ME} AND person_id IS NOT DISTINCT FROM {PERSON} AND {AGREEMENT_READABLE}",
        ),
        Grant(STEP, "SELECT, INSERT"),
    ]


class Migration(migrations.Migration):
    dependencies = [("agreements", "0003_immutability"), ("organisations", "0003_protection")]
    operations = [
        *(ProtectRows(table) for table in EVERY_TABLE),
        *(Grant(table, "SELECT", to=PIPELINE) for table in EVERY_TABLE),
        *(BumpStamp(table) for table in FACTS),
        *terms(),
        *consent(),
        *guarding(),
    ]
