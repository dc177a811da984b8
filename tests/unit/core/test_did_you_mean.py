"""What is said of an unknown word: the nearest known one, else what is known. Never nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealspec.core.diagnostics import did_you_mean

FIELDS = [f"field_{number}" for number in range(40)] + ["deal_kind", "deal_registration_id", "registration_status"]


@pytest.mark.parametrize(
    ("word", "known", "said"),
    [
        ("pikclist", ["picklist", "text"], "Did you mean 'picklist'?"),
        ("RESELLER", ["reseller", "direct"], "Did you mean 'reseller'?"),
        ("europe/berlin", ["Europe/Berlin", "Asia/Tokyo"], "Did you mean 'Europe/Berlin'?"),
        ("colour", ["label", "type"], "Known here: label, type. Or say more."),
        ("colour", [], "Or say more."),
        (
            f"registration_{'x' * 24}",
            FIELDS,
            "Known here: deal_kind, deal_registration_id, field_0, field_1, registration_status and 38 others."
            " Or say more.",
        ),
    ],
)
def test_what_is_said(word: str, known: list[str], said: str) -> None:
    assert did_you_mean(word, known, "Or say more.") == said


@given(st.text(max_size=20), st.lists(st.text(min_size=1, max_size=20), max_size=40))
def test_something_is_said_of_every_word(word: str, known: list[str]) -> None:
    said = did_you_mean(word, known)

    assert said.endswith((".", "?"))
    assert not known or any(each in said for each in known)
