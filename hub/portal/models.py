"""What the portal itself remembers: forms that were sent, so that none is done twice."""

from django.db import models


class Submission(models.Model):
    """One form that did what it says. It is kept for a day: longer than anybody presses a button again."""

    token = models.UUIDField(primary_key=True)
    person = models.UUIDField()
    at = models.DateTimeField()
    led_to = models.CharField(max_length=500, default="")
