"""An upload from its file to its notices: read, checked, confirmed, published, and never lost or doubled."""

import pytest

from accounts import acting
from exchange.intake import states
from exchange.notices import selectors as notices
from tests.exchange.uploading.making import GOOD, as_csv, confirmed, counts, faults, received, row, worked

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


def published(by) -> set[str]:
    with acting.as_organisation(by.id):
        return set(notices.own_notices(publisher=by.id).values_list("reference", flat=True))




def test_good_rows_are_published_once_they_are_confirmed_and_not_before(publisher):
    upload = worked(received(as_csv([row(reference="UP-1"), row(reference="UP-2")]), publisher), publisher)
    assert (upload.state, published(publisher)) == (states.CHECKED, set())
    upload = confirmed(upload, publisher)
    assert upload.state == states.PUBLISHED
    assert published(publisher) == {"UP-1", "UP-2"}
    assert counts(upload, publisher).accepted == 2


def test_every_fault_names_its_row_and_column(publisher):
    rows = [row(), row(reference="UP-2", hs="63022"), row(reference="UP-3", mode="99"), row(reference="", gross="1,234")]
    upload = worked(received(as_csv(rows), publisher), publisher)
    header = list(GOOD)
    assert faults(upload, publisher) == [
        (3, header.index("HS code"), "leading-zeros-lost"),
        (4, header.index("Mode of transport"), "unknown-mode"),
        (5, header.index("Reference"), "missing-reference"),
        (5, header.index("Gross mass in kg"), "comma-unclear"),
    ]
    assert (counts(upload, publisher).good, counts(upload, publisher).faulty) == (1, 3)
