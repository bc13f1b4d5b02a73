from django.db import migrations

from accounts.partitions import CreatePartitionFunctions, MakePartitions
from accounts.rowsecurity import PIPELINE, AppendOnly, Grant, Policy, ProtectRows
from exchange.notices import sql

NOTICE = "notices_notice"
VERSION = "notices_noticeversion"
CONTENT = "notices_content"
KEY = "notices_searchkey"
WORK = "notices_routingwork"
OWN = "publisher_id = (SELECT hub_organisation())"
OWNER = "CURRENT_USER"


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial"), ("ledger", "0002_protection")]
    operations = [
        CreatePartitionFunctions(),
        MakePartitions(),
        AppendOnly(VERSION),
        ProtectRows(NOTICE),
        Policy(NOTICE, "notice_own", "SELECT", using=OWN),
        Policy(NOTICE, "notice_published", "INSERT", check=OWN),
        Policy(NOTICE, "notice_moves_on", "UPDATE", using=OWN),
        Policy(NOTICE, "notice_owner", "ALL", using="true", to=OWNER),
        Grant(NOTICE, "SELECT, INSERT, UPDATE (current, cancelled_at)"),
        Grant(NOTICE, "SELECT, UPDATE (decided_at)", to=PIPELINE),
        ProtectRows(VERSION),
        Policy(VERSION, "version_own", "SELECT", using=OWN),
        Policy(VERSION, "version_published", "INSERT", check=OWN),
        Policy(VERSION, "version_owner", "SELECT", using="true", to=OWNER),
        Grant(VERSION, "SELECT, INSERT"),
        Grant(VERSION, "SELECT", to=PIPELINE),
        ProtectRows(CONTENT),
        Policy(CONTENT, "content_published", "INSERT", check=OWN),
        Policy(CONTENT, "content_owner", "SELECT", using="true", to=OWNER),
        Grant(CONTENT, "INSERT"),
        Grant(CONTENT, "SELECT, DELETE", to=PIPELINE),
        ProtectRows(KEY),
        Policy(KEY, "key_own", "SELECT", using=OWN),
        Policy(KEY, "key_published", "INSERT", check=OWN),
        Grant(KEY, "SELECT, INSERT"),
        Grant(KEY, "SELECT, DELETE", to=PIPELINE),
        ProtectRows(WORK),
        Policy(WORK, "work_own", "SELECT", using=OWN),
        Policy(WORK, "work_published", "INSERT", check=f"{OWN} AND state = 'pending'"),
        Policy(WORK, "work_owner", "SELECT", using="true", to=OWNER),
        Grant(WORK, "SELECT, INSERT"),
        Grant(
            WORK, "SELECT, UPDATE (state, attempts, due_at, routed_at, recipients, fault)", to=PIPELINE
        ),
        migrations.RunSQL(sql.OWN_CONTENT, sql.DROP_OWN_CONTENT),
    ]
