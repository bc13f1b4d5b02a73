"""What a version would change, tried on one's own notices before anybody signs."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts import acting
from accounts.access import permissions
from exchange.routing import previewing
from exchange.routing.preview import Change, Preview, Sample, Shown
from exchange.routing.projection import Unhashed
from hub.api.v1.agreements.finding import version_of
from hub.api.v1.agreements.schemas import VERSION_PATH
from hub.api.v1.base import HubView
from hub.api.v1.operations import operation
from hub.api.v1.shapes import (
    BOOLEAN,
    DAY,
    MOMENT,
    UUID_TEXT,
    Named,
    array,
    described,
    integer,
    nullable,
    obj,
    text,
)

DEFAULT_DAYS = 30

PATTERN = obj({"path": text(most=400, least=0), "form": text(most=20), "notices": integer(1)})
ON_ONE_DAY = obj({"day": DAY, "after": integer(), "newly": integer()})
SEEN = obj(
    {
        "path": text(most=500),
        "form": text(most=20),
        "value": described(
            {"type": ["string", "integer", "boolean", "null"]},
            "Null where a hash is shown: it is worked out when a notice is delivered.",
        ),
    }
)
SAMPLE = described(
    nullable(
        obj(
            {
                "number": text(most=24),
                "type": text(most=40),
                "accepted_at": MOMENT,
                "elements": array(SEEN, most=100_000),
            }
        )
    ),
    "One of your notices as this recipient would see it, best one that it does not receive now.",
)
CHANGE = obj(
    {
        "organisation": UUID_TEXT,
        "must_accede": described(BOOLEAN, "Reached through a group, and not acceded yet."),
        "before": described(integer(), "Notices that it receives as things are."),
        "after": described(integer(), "Notices that it would receive."),
        "newly": described(integer(), "Notices that it would receive and does not now."),
        "newly_a_day": text(most=20),
        "lost": described(integer(), "Notices that it receives now and would not."),
        "field_absent": described(integer(), "Notices missed only because a field was absent."),
        "gained": described(array(PATTERN), "Elements that it would see, or see more openly."),
        "given_up": described(array(PATTERN), "Elements that it would see no more, or less openly."),
        "by_day": described(
            array(ON_ONE_DAY, most=400), "By the day, in UTC, on which your notice was accepted."
        ),
        "sample": SAMPLE,
    }
)
PREVIEW = Named(
    "Preview",
    obj(
        {
            "version": UUID_TEXT,
            "against": nullable(UUID_TEXT),
            "days": integer(1),
            "notices": integer(),
            "recipients": array(CHANGE, most=100_000),
            "missed": described(
                array(obj({"code": text(most=40), "count": integer()})),
                "Why recipients would not receive a notice, counted once per notice and recipient.",
            ),
        }
    ),
)


class PreviewOfVersion(HubView):
    permissions = {"GET": permissions.AGREEMENTS_READ}

    @operation(
        "agreements.preview",
        "Preview on your own notices what a version would change",
        {200: PREVIEW},
        path=VERSION_PATH,
        query={
            "days": described(
                integer(1, previewing.MOST_DAYS), f"So many days back; {DEFAULT_DAYS} where it is left out."
            ),
            "against": described(
                UUID_TEXT, "The version to compare with; the one in force where it is left out."
            ),
        },
        refusals=(403, 404, 409, 422),
    )
    def get(self, request: Request, agreement: UUID, version: UUID) -> Response:
        """Each of your notices of the last days, at most the 2,000 newest, is judged as if it were accepted now:
        once with the agreement as it is, once with this version in its place. Members of named groups count as
        acceded."""
        query = self.query()
        with self.acting() as caller:
            version_of(agreement, version)
            found = previewing.preview_version(
                version,
                against=query.get("against"),
                days=query.get("days", DEFAULT_DAYS),
                by=caller,
                at=acting.transaction_time(),
            )
            numbers = previewing.numbers_of(found)
        return Response(_preview(found, numbers))


def _preview(found: Preview, numbers: Mapping[UUID, str]) -> dict[str, Any]:
    return {
        "version": found.after,
        "against": found.before,
        "days": found.days,
        "notices": found.notices,
        "recipients": [_change(one, found, numbers) for one in found.changes],
        "missed": [{"code": why.code, "count": often} for why, often in found.missed.most_common()],
    }


def _change(one: Change, of: Preview, numbers: Mapping[UUID, str]) -> dict[str, Any]:
    return {
        "organisation": one.recipient,
        "must_accede": one.must_accede,
        "before": one.before,
        "after": one.after,
        "newly": one.newly,
        "newly_a_day": f"{of.a_day(one.newly):.2f}",
        "lost": one.lost,
        "field_absent": one.field_absent,
        "gained": _patterns(one.gained),
        "given_up": _patterns(one.given_up),
        "by_day": [
            {"day": day.isoformat(), "after": count, "newly": one.newly_by_day[day]}
            for day, count in sorted(one.after_by_day.items())
        ],
        "sample": None if one.sample is None else _sample(one.sample, numbers),
    }


def _sample(one: Sample, numbers: Mapping[UUID, str]) -> dict[str, Any]:
    return {
        "number": numbers[one.notice],
        "type": one.type,
        "accepted_at": one.accepted_at,
        "elements": [
            {
                "path": element.path,
                "form": element.form,
                "value": None if isinstance(element.value, Unhashed) else element.value,
            }
            for element in one.elements
        ],
    }


def _patterns(several: dict[str, Shown]) -> list[dict[str, Any]]:
    return [{"path": path, "form": one.form, "notices": one.notices} for path, one in sorted(several.items())]
