"""Identifiers under their schemes' own rules."""

import pytest

from accounts.organisations import identifiers


@pytest.mark.parametrize(
    ("scheme", "value"),
    [
        ("eori", "DE1234567"),
        ("eori", "GB000012340003"),
        ("eori", "XI123456789000"),
        ("eori", "FR12345678901234X"),
        ("tin", "12-3456789"),
        ("lei", "5299 00T8BM49AURSDO55"),
        ("iata", "LH"),
        ("iata", "5X"),
        ("scac", "maeu"),
        ("gln", "4006381333931"),
    ],
)
def test_a_number_by_the_rule_of_its_scheme_is_taken(scheme: str, value: str) -> None:
    assert identifiers.fault_in(scheme, identifiers.clean(value)) is None


@pytest.mark.parametrize(
    ("scheme", "value"),
    [
        ("eori", ""),
        ("eori", "DE"),
        ("eori", "ZZ1234567"),
        ("eori", "GB12345678900"),
        ("eori", "GB1234567890000"),
        ("eori", "GBABCDEFGHIJKL"),
        ("eori", "DE12345678901234567"),
        ("eori", "DE123\n"),
        ("tin", "-"),
        ("tin", "1" * 18),
        ("tin", "ﬁ"),
        ("lei", "529900T8BM49AURSDO56"),
        ("lei", "529900T8BM49AURSDO5"),
        ("iata", "12"),
        ("iata", "LHX"),
        ("scac", "A1"),
        ("gln", "4006381333930"),
        ("gln", "73513537"),
        ("gln", "٤٠٠٦٣٨١٣٣٣٩٣١"),
    ],
)
def test_any_other_is_told_what_is_wrong(scheme: str, value: str) -> None:
    cleaned = value if "\n" in value else identifiers.clean(value)
    assert identifiers.fault_in(scheme, cleaned)
