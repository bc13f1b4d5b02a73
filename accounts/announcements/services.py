"""Announcing planned work and incidents, telling how they go, ending them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts import lifecycle
from accounts.announcements import selectors, states
from accounts.announcements.models import Announcement, Kind, Service, Update
from accounts.announcements.permissions import check_may_announce
from accounts.callers import Caller
from accounts.errors import Fault, Invalid
from accounts.trail import services as trail

# An incident is told of as it happens, or soon after.
_LONGEST_AGO = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Text:
    """The same in the languages in which the hub is complete."""

    en: str
    fr: str


@dataclass(frozen=True, slots=True)
class Announcing:
    """What is to be announced. Without ``starts_at`` an incident begins now; work also has its end."""

    kind: str
    affects: Collection[str]
    title: Text
    text: Text
    starts_at: datetime | None = None
    ends_at: datetime | None = None


def announce(*, wanted: Announcing, by: Caller, at: datetime) -> Announcement:
    """Tell everybody, from now on."""
    check_may_announce(by)
    faults = [*_period_faults(wanted, at=at), *_text_faults("title", wanted.title)]
    faults += _text_faults("text", wanted.text)
    if not wanted.affects or not set(wanted.affects) <= set(Service.values):
        faults.append(Fault("/affects", "not-listed", "Say what is affected."))
    if faults:
        raise Invalid("invalid-announcement", "Mend what is listed and send it again.", faults=faults)
    made = Announcement.objects.create(
        kind=wanted.kind,
        affects=sorted(set(wanted.affects)),
        title_en=wanted.title.en.strip(),
        title_fr=wanted.title.fr.strip(),
        starts_at=wanted.starts_at or at,
        ends_at=wanted.ends_at,
        made_at=at,
    )
    _say(made, wanted.text, at=at)
    act = "work announced" if made.kind == Kind.WORK else "incident reported"
    _record(act, made, by=by, at=at)
    return made


def add_update(*, announcement: Announcement, text: Text, by: Caller, at: datetime) -> None:
    """Tell how it goes; also after its end, for example what was learnt."""
    check_may_announce(by)
    _check(text)
    _say(announcement, text, at=at)
    _record("updated", announcement, by=by, at=at)


def end(*, announcement: Announcement, text: Text, by: Caller, at: datetime) -> None:
    """Resolve an incident; end work that is under way; call work off that has not begun."""
    check_may_announce(by)
    _check(text)
    locked = Announcement.objects.select_for_update().get(pk=announcement.pk)
    state = selectors.state_at(locked, at)
    act = states.ENDING.get(state, "ended" if locked.kind == Kind.WORK else "resolved")
    target = lifecycle.target_of(states.TRANSITIONS, source=state, act=act, wording=states.WORDING)
    if target == "cancelled":
        locked.cancelled_at = at
    else:
        locked.ends_at = at
    locked.save(update_fields=["cancelled_at", "ends_at"])
    _say(locked, text, at=at)
    _record(act, locked, by=by, at=at)


def _period_faults(wanted: Announcing, *, at: datetime) -> list[Fault]:
    starts, ends = wanted.starts_at, wanted.ends_at
    if wanted.kind == Kind.INCIDENT:
        faults = []
        if starts is not None and not at - _LONGEST_AGO <= starts <= at:
            faults.append(
                Fault(
                    "/starts_at",
                    "bad-period",
                    "An incident began in the last 90 days, and not later than now.",
                )
            )
        if ends is not None:
            faults.append(Fault("/ends_at", "bad-period", "An incident ends when it is resolved."))
        return faults
    if starts is None:
        return [Fault("/starts_at", "empty", "Say when the work begins.")]
    if ends is None:
        return [Fault("/ends_at", "empty", "Say when the work will have ended.")]
    if starts < at - _LONGEST_AGO:
        return [Fault("/starts_at", "bad-period", "Work is announced before it begins, or while it goes on.")]
    if ends <= max(starts, at):
        return [Fault("/ends_at", "bad-period", "Work ends after it has begun, and not in the past.")]
    return []


def _text_faults(place: str, text: Text) -> list[Fault]:
    return [
        Fault(f"/{place}/{language}", "empty", "Write it in English and in French.")
        for language, written in (("en", text.en), ("fr", text.fr))
        if not written.strip()
    ]


def _check(text: Text) -> None:
    if faults := _text_faults("text", text):
        raise Invalid("invalid-announcement", "Mend what is listed and send it again.", faults=faults)


def _say(announcement: Announcement, text: Text, *, at: datetime) -> None:
    Update.objects.create(announcement=announcement, at=at, text_en=text.en.strip(), text_fr=text.fr.strip())


def _record(act: str, announcement: Announcement, *, by: Caller, at: datetime) -> None:
    trail.record(
        action=act,
        subject_kind="announcement",
        subject=announcement.pk,
        organisation=by.organisation,
        by=by,
        at=at,
        values={"title": announcement.title_en},
    )
