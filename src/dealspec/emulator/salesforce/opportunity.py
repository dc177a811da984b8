"""What the platform derives on an opportunity and a task when it is saved. Refuses nothing.

Source: Object Reference, Opportunity (StageName, Probability, ForecastCategory, ExpectedRevenue, PushCount) and Task.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dealspec.emulator.salesforce.definitions import Definitions
from dealspec.emulator.salesforce.standard_values import FORECAST_NAMES
from dealspec.emulator.salesforce.values import datetime_text

Record = dict[str, Any]


def derive_opportunity(
    definitions: Definitions, record: Record, prior: Mapping[str, Any] | None, given: frozenset[str], now: datetime
) -> None:
    """Fills the derived fields in place; ``given`` are the fields that the request set itself."""
    stage = _value(definitions, "OpportunityStage", record.get("StageName"))
    moved = prior is None or prior.get("StageName") != record.get("StageName")
    # An unknown stage is accepted, since StageName is not restricted; it counts as open with probability 0 (assumed).
    record["IsClosed"], record["IsWon"] = bool(stage.get("closed")), bool(stage.get("won"))
    if moved and "Probability" not in given:
        record["Probability"] = float(stage.get("probability", 0))
    if moved and "ForecastCategoryName" not in given:
        record["ForecastCategoryName"] = FORECAST_NAMES[stage.get("forecastCategory", "Pipeline")]
    names = {label: name for name, label in FORECAST_NAMES.items()}
    record["ForecastCategory"] = names.get(record.get("ForecastCategoryName", ""), "Pipeline")
    if moved and prior is not None:
        record["LastStageChangeDate"] = datetime_text(now)
    amount, probability = record.get("Amount"), record.get("Probability")
    record["ExpectedRevenue"] = None if amount is None or probability is None else round(amount * probability / 100, 2)
    _derive_fiscal(record, prior)


def derive_task(definitions: Definitions, record: Record, prior: Mapping[str, Any] | None, now: datetime) -> None:
    """Closes a task by its status."""
    record["IsClosed"] = bool(_value(definitions, "TaskStatus", record.get("Status")).get("closed"))
    if record["IsClosed"] and not (prior or {}).get("IsClosed"):
        record["CompletedDateTime"] = datetime_text(now)
    elif not record["IsClosed"]:
        record.pop("CompletedDateTime", None)


def _derive_fiscal(record: Record, prior: Mapping[str, Any] | None) -> None:
    close = record.get("CloseDate")
    if close is None:
        return
    year, month = int(close[:4]), int(close[5:7])
    quarter = (month + 2) // 3
    record |= {"FiscalYear": year, "FiscalQuarter": quarter, "Fiscal": f"{year} {quarter}"}
    before = (prior or {}).get("CloseDate")
    record.setdefault("PushCount", 0)
    if before is not None and close[:7] > before[:7]:
        record["PushCount"] += 1


def _value(definitions: Definitions, value_set: str, name: str | None) -> Mapping[str, Any]:
    component = definitions.get("StandardValueSet", value_set)
    values = component.body["standardValue"] if component else []
    return next((value for value in values if value["fullName"] == name), {})
