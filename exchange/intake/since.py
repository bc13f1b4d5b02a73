"""What became of the notices that an upload left out: a reference may have been accepted since, wherever it came from.

Since when: of a notice that was faulty in the check, since its file had been read; of one that was refused only when it
was to be published, since the upload had ended. So the notice for which its reference was in use is not taken for it;
a later amendment of that notice is.
"""

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When

from exchange.intake.models import FaultyLine
from exchange.notices.models import Notice, NoticeVersion

_SINCE = Case(When(when_publishing=True, then=F("upload__moved_at")), default=F("upload__read_at"))
_LATER = NoticeVersion.objects.filter(
    notice_id=OuterRef("id"), accepted_at__gt=OuterRef(OuterRef("since"))
).exclude(kind=NoticeVersion.Kind.CANCELLATION)
_NOTICE = Notice.objects.filter(
    Q(accepted_at__gt=OuterRef("since")) | Exists(_LATER),
    publisher_id=OuterRef("organisation_id"),
    reference=OuterRef("reference"),
)


def accepted(lines: QuerySet[FaultyLine]) -> QuerySet[FaultyLine]:
    """Those that have been accepted since."""
    return lines.alias(since=_SINCE).filter(Exists(_NOTICE))


def unaccepted(lines: QuerySet[FaultyLine]) -> QuerySet[FaultyLine]:
    """Those that have not."""
    return lines.alias(since=_SINCE).filter(~Exists(_NOTICE))


def numbers(lines: QuerySet[FaultyLine]) -> dict[int, str]:
    """Under which number each is held that has been accepted since, by its first row."""
    held = accepted(lines).annotate(number=Subquery(_NOTICE.values("number")))
    return dict(held.values_list("row", "number"))
