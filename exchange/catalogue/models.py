"""Imported editions of code lists. What is packaged with the hub stays in its files (``lists/``)."""

from django.db import models

from accounts import clock


class CodeListEdition(models.Model):
    """One imported edition of a code list, which stands in place of the packaged list of that name.

    ``complete``: a code outside it does not exist. Importing again replaces the edition and all its entries.
    """

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    name = models.CharField(max_length=30, unique=True)
    title = models.CharField(max_length=120)
    source = models.CharField(max_length=200)
    edition = models.CharField(max_length=60, blank=True)
    complete = models.BooleanField(default=True)
    imported_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.edition}".strip()


class CodeEntry(models.Model):
    """One code of an imported edition. ``functions``: of a UN/LOCODE, the digits of what the place is."""

    pk = models.CompositePrimaryKey("edition_id", "code")
    edition = models.ForeignKey(CodeListEdition, on_delete=models.CASCADE, related_name="entries")
    code = models.CharField(max_length=20)
    label = models.TextField()
    functions = models.CharField(max_length=8, blank=True)
    facts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.code
