"""Salesforce's values as rows hold them."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.crm.salesforce.cases import schema

from dealspec.crm.salesforce.extract import normaliser
from dealspec.provisioner.resource import Json


@pytest.mark.parametrize(
    ("field", "sent", "held"),
    [
        ("submitted_at", "2026-01-31T23:30:00.000+0000", "2026-01-31T23:30:00"),
        ("submitted_at", "2026-01-31T23:30:00.000-0500", "2026-02-01T04:30:00"),
        ("submitted_at", None, None),
        ("last_activity_at", "2026-01-31", "2026-01-31T00:00:00"),
        ("protection_end", "2026-01-31", "2026-01-31"),
        ("regions", "emea;amer", ["emea", "amer"]),
        ("regions", "emea", ["emea"]),
        ("regions", None, None),
        ("name", "", None),
        ("partner_motion", "", None),
        ("partner_motion", "reseller", "reseller"),
        ("price_protection", False, False),
        ("attribution_percent", 12.5, 12.5),
        ("seats", 0, 0),
        ("is_open", True, False),
        ("is_won", True, True),
        ("pipeline", "Reseller", "reseller"),
        ("pipeline", "Somebody_Elses", "Somebody_Elses"),
        ("pipeline", None, None),
    ],
)
def test_values(field: str, sent: Any, held: Json) -> None:
    assert normaliser(schema(), "opportunity", field)(sent) == held
