"""The standard value sets of a fresh Developer Edition org; a literal table, no behaviour.

Stages and their attributes: Object Reference, OpportunityStage, and what a new org shows in Setup (assumed in detail).
"""

from __future__ import annotations

from dealspec.emulator.salesforce.wire import Body

# label, closed, won, probability, forecast category
_STAGES = (
    ("Prospecting", False, False, 10, "Pipeline"),
    ("Qualification", False, False, 10, "Pipeline"),
    ("Needs Analysis", False, False, 20, "Pipeline"),
    ("Value Proposition", False, False, 50, "Pipeline"),
    ("Id. Decision Makers", False, False, 60, "Pipeline"),
    ("Perception Analysis", False, False, 70, "Pipeline"),
    ("Proposal/Price Quote", False, False, 75, "Pipeline"),
    ("Negotiation/Review", False, False, 90, "Pipeline"),
    ("Closed Won", True, True, 100, "Closed"),
    ("Closed Lost", True, False, 0, "Omitted"),
)

_PLAIN = {
    "ContactRole": (
        "Business User", "Decision Maker", "Economic Buyer", "Economic Decision Maker", "Evaluator",
        "Executive Sponsor", "Influencer", "Technical Buyer", "Other",
    ),
    "OpportunityType": (
        "Existing Customer - Upgrade", "Existing Customer - Replacement", "Existing Customer - Downgrade",
        "New Customer",
    ),
    "LeadSource": ("Web", "Phone Inquiry", "Partner Referral", "Purchased List", "Other"),
    "AccountType": (
        "Prospect", "Customer - Direct", "Customer - Channel", "Channel Partner / Reseller", "Installation Partner",
        "Technology Partner", "Other",
    ),
    "AccountRating": ("Hot", "Warm", "Cold"),
    "AccountOwnership": ("Public", "Private", "Subsidiary", "Other"),
    "Industry": (
        "Agriculture", "Banking", "Biotechnology", "Communications", "Construction", "Consulting", "Education",
        "Electronics", "Energy", "Finance", "Government", "Healthcare", "Insurance", "Manufacturing", "Media",
        "Not For Profit", "Retail", "Technology", "Telecommunications", "Transportation", "Utilities", "Other",
    ),
    "Salutation": ("Mr.", "Ms.", "Mrs.", "Dr.", "Prof.", "Mx."),
}  # fmt: skip

FORECAST_NAMES = {
    "Omitted": "Omitted", "Pipeline": "Pipeline", "BestCase": "Best Case", "MostLikely": "Most Likely",
    "Forecast": "Commit", "Closed": "Closed",
}  # fmt: skip
"""Forecast category to the name that records carry (Object Reference, Opportunity)."""


def standard_value_sets() -> dict[str, Body]:
    """Every standard value set by its name."""
    sets = {name: [_value(label) for label in labels] for name, labels in _PLAIN.items()}
    sets["OpportunityStage"] = [
        {**_value(label), "closed": closed, "forecastCategory": category, "probability": probability, "won": won}
        for label, closed, won, probability, category in _STAGES
    ]
    tasks = ("Not Started", "In Progress", "Completed", "Waiting on someone else", "Deferred")
    sets["TaskStatus"] = [{**_value(label), "closed": label == "Completed"} for label in tasks]
    sets["TaskPriority"] = [{**_value(label), "highPriority": label == "High"} for label in ("High", "Normal", "Low")]
    sets["TaskStatus"][0]["default"] = sets["TaskPriority"][1]["default"] = True
    return {name: {"fullName": name, "sorted": False, "standardValue": values} for name, values in sets.items()}


def _value(label: str) -> Body:
    return {"fullName": label, "default": False, "label": label}
