"""Cases: what an authority asked or ordered about a notice, what became of it step by step; and that it replied."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_noop as _

from accounts import clock
from exchange.review import states


class Case(models.Model):
    """A request, do-not-load or hold of one authority on one notice, from its sending on.

    Open while it stands unanswered (a request) or unlifted (a do-not-load, a hold). An answer to what can only
    be lifted is noted in ``answered_at`` and leaves it open. Past ``due_at`` it is overdue; silence never
    closes it. ``reference`` is the authority's own, by which answers and lifts name it.
    """

    class Kind(models.TextChoices):
        INFORMATION = states.INFORMATION, "request for information"
        SCREENING = states.SCREENING, "request for screening"
        DO_NOT_LOAD = states.DO_NOT_LOAD, "do not load"
        HOLD = states.HOLD, "hold"

    class Outcome(models.TextChoices):
        ANSWERED = states.ANSWERED, _("answered")
        REFERRED = states.REFERRED, _("cannot answer, ask another")
        LIFTED = states.LIFTED, _("lifted")
        CLOSED = states.CLOSED, _("closed by the authority")

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    authority_id = models.UUIDField()
    addressee_id = models.UUIDField()
    informed = ArrayField(models.UUIDField(), default=list)
    reference = models.CharField(max_length=70)
    reply_number = models.CharField(max_length=24, unique=True)
    notice_id = models.UUIDField()
    number = models.CharField(max_length=24)
    n = models.PositiveIntegerField()
    purpose = models.CharField(max_length=32)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=24, blank=True)
    outcome = models.CharField(max_length=16, choices=Outcome.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["authority_id", "reference"], name="case_reference_is_the_authoritys"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by="", outcome="")
                | (Q(closed_at__isnull=False) & ~Q(closed_by="") & ~Q(outcome="")),
                name="case_closed_says_when_by_what_and_how",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")), name="case_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(addressee_id=F("authority_id")), name="case_addressee_is_another"
            ),
        ]
        indexes = [
            models.Index(
                fields=["authority_id", "due_at"], name="case_of_authority", condition=Q(closed_at=None)
            ),
            models.Index(
                fields=["addressee_id", "due_at"], name="case_of_addressee", condition=Q(closed_at=None)
            ),
            models.Index(fields=["notice_id"], name="case_of_notice"),
            models.Index(fields=["addressee_id", "opened_at"], name="case_to_addressee"),
        ]


class SentReply(models.Model):
    """That an authority replied to a notice, with whatever kind of reply and to whomever.

    The notice's publisher learns from it who has replied, and when first: not every reply concerns a case, and
    a case that the declarant must answer is none of the publisher's. ``partial``: a release of a part only.
    """

    reply_number = models.CharField(primary_key=True, max_length=24)
    authority_id = models.UUIDField()
    notice_id = models.UUIDField()
    kind = models.CharField(max_length=40)
    sent_at = models.DateTimeField()
    partial = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["notice_id", "authority_id"], name="sentreply_about")]


class CaseStep(models.Model):
    """One reply in the thread of a case: what opened it, answered it, lifted a part of it, or ended it.

    ``outcome`` is set on the step that ended the case. Both parties read the steps; what each says is read
    where it was delivered.
    """

    pk = models.CompositePrimaryKey("case_id", "reply_number")
    case_id = models.UUIDField()
    reply_number = models.CharField(max_length=24)
    type = models.CharField(max_length=40)
    reference = models.CharField(max_length=70)
    sender_id = models.UUIDField()
    outcome = models.CharField(max_length=16, choices=Case.Outcome.choices, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["reply_number"], name="casestep_reply")]


class ReplyTemplate(models.Model):
    """A text that an organisation keeps for its replies: some elements of a type's content under a name."""

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    organisation_id = models.UUIDField()
    type = models.CharField(max_length=40)
    name = models.CharField(max_length=70)
    content = models.JSONField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "type", "name"], name="replytemplate_name_is_the_organisations"
            )
        ]


class PreparedReply(models.Model):
    """A reply that one officer has written, and that waits until another one releases it.

    ``document`` is what will be sent, word for word. It cites version ``n`` of the notice.
    """

    class State(models.TextChoices):
        WAITING = states.WAITING, "waiting for a second person"
        SENT = states.SENT, "sent"
        WITHDRAWN = states.WITHDRAWN, "withdrawn"

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    organisation_id = models.UUIDField()
    type = models.CharField(max_length=40)
    reference = models.CharField(max_length=70)
    document = models.JSONField()
    notice_id = models.UUIDField()
    number = models.CharField(max_length=24)
    n = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    person = models.UUIDField(null=True)
    client = models.UUIDField(null=True)
    prepared_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    reply_number = models.CharField(max_length=24, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "reference"],
                condition=Q(state=states.WAITING),
                name="preparedreply_reference_waits_once",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None)
                | Q(person=None)
                | ~Q(decided_by=F("person"))
                | ~Q(state=states.SENT),
                name="preparedreply_released_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state=states.WAITING, decided_at=None)
                | (~Q(state=states.WAITING) & Q(decided_at__isnull=False)),
                name="preparedreply_decided_has_its_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation_id", "id"],
                name="preparedreply_waiting",
                condition=Q(state=states.WAITING),
            )
        ]
