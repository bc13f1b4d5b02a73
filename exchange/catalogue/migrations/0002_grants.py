from django.db import migrations

from accounts.rowsecurity import BACKUP, PIPELINE, WEB, Grant

TABLES = ("catalogue_codelistedition", "catalogue_codeentry")


class Migration(migrations.Migration):
    """Code lists are everybody's to read; only the owner's commands write them."""

    dependencies = [("catalogue", "0001_initial"), ("trail", "0001_functions")]

    operations = [Grant(table, "SELECT", to=login) for table in TABLES for login in (WEB, PIPELINE, BACKUP)]
