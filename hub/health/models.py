"""Signs of life that workers leave for the web to read."""

from django.db import models


class Heartbeat(models.Model):
    """When a part of the hub last showed that it works, by the database's clock."""

    part = models.CharField(max_length=60, primary_key=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.part} at {self.seen_at}"


class MeasuredDay(models.Model):
    """Of one day (UTC): how many of its minutes saw a canary job through, and the first and the last of them."""

    day = models.DateField(primary_key=True)
    first_minute = models.DateTimeField()
    last_minute = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
