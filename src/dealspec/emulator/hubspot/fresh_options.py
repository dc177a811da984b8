"""Option lists of default enumerations, label and value (knowledge.hubspot.com, default properties; industries cut)."""

from __future__ import annotations

from collections.abc import Mapping

Pairs = tuple[tuple[str, str], ...]

_SIZES = ("1-5", "5-25", "25-50", "50-100", "100-500", "500-1000", "1000+")
_INDUSTRIES = (
    "ACCOUNTING", "AUTOMOTIVE", "BANKING", "COMPUTER_HARDWARE", "COMPUTER_NETWORKING", "COMPUTER_SOFTWARE",
    "CONSTRUCTION", "CONSUMER_GOODS", "EDUCATION_MANAGEMENT", "ELECTRICAL_ELECTRONIC_MANUFACTURING",
    "FINANCIAL_SERVICES", "GOVERNMENT_ADMINISTRATION", "HOSPITAL_HEALTH_CARE", "INFORMATION_TECHNOLOGY_AND_SERVICES",
    "INSURANCE", "INTERNET", "LOGISTICS_AND_SUPPLY_CHAIN", "MANAGEMENT_CONSULTING", "MARKETING_AND_ADVERTISING",
    "PHARMACEUTICALS", "REAL_ESTATE", "RETAIL", "TELECOMMUNICATIONS", "UTILITIES", "WHOLESALE",
)  # fmt: skip


def _titled(values: tuple[str, ...]) -> Pairs:
    return tuple((value.replace("_", " ").title(), value) for value in values)


OPTIONS: Mapping[str, Pairs] = {
    "dealtype": (("New Business", "newbusiness"), ("Existing Business", "existingbusiness")),
    "hs_priority": (("Low", "low"), ("Medium", "medium"), ("High", "high")),
    "hs_task_status": _titled(("NOT_STARTED", "IN_PROGRESS", "WAITING", "COMPLETED", "DEFERRED")),
    "hs_task_priority": _titled(("NONE", "LOW", "MEDIUM", "HIGH")),
    "hs_task_type": (("Email", "EMAIL"), ("Call", "CALL"), ("To-do", "TODO")),
    "deal_currency_code": (("USD", "USD"),),
    "hs_manual_forecast_category": (
        ("Not forecasted", "OMIT"), ("Pipeline", "PIPELINE"), ("Best case", "BEST_CASE"), ("Commit", "COMMIT"),
        ("Closed won", "CLOSED"),
    ),
    "hs_analytics_source": _titled(
        (
            "ORGANIC_SEARCH", "PAID_SEARCH", "EMAIL_MARKETING", "SOCIAL_MEDIA", "REFERRALS", "OTHER_CAMPAIGNS",
            "DIRECT_TRAFFIC", "OFFLINE", "PAID_SOCIAL",
        )
    ),
    "lifecyclestage": (
        ("Subscriber", "subscriber"), ("Lead", "lead"), ("Marketing Qualified Lead", "marketingqualifiedlead"),
        ("Sales Qualified Lead", "salesqualifiedlead"), ("Opportunity", "opportunity"), ("Customer", "customer"),
        ("Evangelist", "evangelist"), ("Other", "other"),
    ),
    "hs_lead_status": _titled(
        (
            "NEW", "OPEN", "IN_PROGRESS", "OPEN_DEAL", "UNQUALIFIED", "ATTEMPTED_TO_CONTACT", "CONNECTED",
            "BAD_TIMING",
        )
    ),
    "numemployees": tuple((size, size) for size in _SIZES),
    "companies.type": (
        ("Prospect", "PROSPECT"), ("Partner", "PARTNER"), ("Reseller", "RESELLER"), ("Vendor", "VENDOR"),
        ("Other", "OTHER"),
    ),
    "companies.industry": _titled(_INDUSTRIES),
}  # fmt: skip
