"""What HubSpot allows, as data with its source. Decides nothing."""

from __future__ import annotations

from datetime import date

API_VERSION = "2026-09"
GENERALLY_AVAILABLE = {"2026-03": date(2026, 3, 30), "2026-09": date(2026, 9, 8)}
"""developers.hubspot.com, developer-tooling/platform/versioning and changelog/crm-api-write-validation-enforcement."""
SUPPORTED_MONTHS = 18
"""After general availability; the same page."""
LEGACY_SUPPORT_ENDS = date(2027, 9, 1)
"""v1 to v3: "September 2027", changelog/legacy-apis-and-legacy-apps-whats-going-unsupported-and-when; day assumed."""
WARN_DAYS = 90

BATCH_INPUTS = 100
"""Inputs of one batch call, properties, records and associations alike: developers.hubspot.com, batch endpoints."""
OWNERS_PAGE = 500
"""Owners of one list page: OpenAPI file crm/owners."""
RECORDS_PAGE = 100
"""Records of one list page; the same."""
URL_CHARACTERS = 15_000
"""Beyond about this the front door answers 414 in HTML (airbyte issue 33976)."""
PARALLEL_CALLS = 6
"""At once; the smallest plan allows 100 in ten seconds (usage-guidelines)."""

PIPELINE_ID_CHARACTERS = 36
STAGE_ID_CHARACTERS = 100
"""Longer ids answer 500 (observed, API 2026-09)."""

TEST_ACCOUNTS = frozenset({"DEVELOPER_TEST", "SANDBOX"})
"""``accountType`` values that are known not to be production (account-info API)."""


def has_pipeline_rules(version: str) -> bool:
    """Whether an API version has pipeline rules (changelog: general availability on 2026-09)."""
    return version[:1].isdigit() and version >= "2026-09"


def support_ends(version: str) -> date | None:
    """The day from which HubSpot no longer supports an API version, or None for one we know nothing of."""
    if version == "v3":
        return LEGACY_SUPPORT_ENDS
    start = GENERALLY_AVAILABLE.get(version)
    if start is None:
        return None
    years, month = divmod(start.month - 1 + SUPPORTED_MONTHS, 12)
    return date(start.year + years, month + 1, min(start.day, 28))
