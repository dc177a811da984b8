"""Puts a population into HubSpot: batches of 100 records a call, with their associations inline."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from dealspec.commands.demo.seeder.deals import AccountRef, Contact, Deal, Filled, Percent, Population, Value
from dealspec.commands.demo.seeder.wire import Wire
from dealspec.core.errors import VendorError

Json = dict[str, Any]

_OBJECTS = "/crm/objects/2026-09"
_LABELS = "/crm/associations/2026-09/deals"
_BATCH = 100
"""developers.hubspot.com, batch endpoints."""

_PRIMARY = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 5}
"""Deal to primary company; a contact's primary company is 1 (associations guide, default type ids)."""
_CONTACT_COMPANY = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 1}

_PARTNER_LABELS = {"partner": "Partner", "incumbent_partner": "Incumbent partner"}
_ROLE_LABELS = {"bdr": "Partner BDR", "ae": "Partner AE", "se": "Partner SE", "cs": "Partner CS"}
_OWN_PROPERTIES = {"name": "dealname", "amount": "amount", "close_date": "closedate", "created_at": "createdate"}
_STAGES = {
    "prospecting": "appointmentscheduled",
    "proposal": "presentationscheduled",
    "negotiation": "contractsent",
    "won": "closedwon",
    "lost": "closedlost",
}


class Portal:
    """A HubSpot portal that is being filled."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._companies = self._labels("companies")
        self._contacts = self._labels("contacts")
        self._owners = sorted(str(owner["id"]) for owner in wire.get("/crm/owners/2026-09")["results"])

    def fill(self, population: Population, progress: Callable[[int, int], None]) -> Filled:
        """Creates everything."""
        companies = self._create(
            "companies",
            [
                {"properties": {"name": each.name, "domain": each.domain, **_properties(each.values)}}
                for each in population.accounts
            ],
        )
        contacts = self._create("contacts", [_contact(each, companies) for each in population.contacts])
        inputs = [self._deal(deal, companies, contacts) for deal in population.deals]
        return Filled(tuple(companies), tuple(self._create("deals", inputs, progress)))

    def _deal(self, deal: Deal, companies: Sequence[str], contacts: Sequence[str]) -> Json:
        place = deal.place
        properties = _properties(deal.values)
        properties["closedate"] += "T00:00:00Z"
        properties["pipeline"] = place.pipeline or "default"
        properties["dealstage"] = place.value if place.pipeline else _STAGES[place.stage]
        properties["hubspot_owner_id"] = self._owners[deal.number % len(self._owners)]
        linked: dict[str, list[Json]] = {}
        for name, value in deal.values.items():
            if isinstance(value, AccountRef):
                spec = _PRIMARY if name == "account" else self._companies[_PARTNER_LABELS[name]]
                linked.setdefault(companies[value.number], []).append(spec)
        associations = [{"to": {"id": company}, "types": specs} for company, specs in linked.items()]
        if deal.contact:
            number, role = deal.contact
            associations.append({"to": {"id": contacts[number]}, "types": [self._contacts[_ROLE_LABELS[role]]]})
        return {"properties": properties, "associations": associations}

    def _labels(self, other: str) -> dict[str, Json]:
        """The portal's own association labels of deals: label to what an inline association names."""
        found = self._wire.get(f"{_LABELS}/{other}/labels")["results"]
        return {
            each["label"]: {"associationCategory": each["category"], "associationTypeId": each["typeId"]}
            for each in found
            if each["category"] != "HUBSPOT_DEFINED"
        }

    def _create(
        self, kind: str, inputs: Sequence[Json], progress: Callable[[int, int], None] = lambda done, total: None
    ) -> list[str]:
        ids: list[str] = []
        for start in range(0, len(inputs), _BATCH):
            some = [
                {**item, "objectWriteTraceId": str(number)}
                for number, item in enumerate(inputs[start : start + _BATCH])
            ]
            answer = self._wire.post(f"{_OBJECTS}/{kind}/batch/create", {"inputs": some})
            for error in answer.get("errors") or ():
                what = f"HubSpot refused some of the seeded {kind}."
                raise VendorError(what, vendor_code=error.get("category", ""), why=error.get("message", ""))
            # A batch answers in any order; the trace id says which is which.
            by_trace = {result["objectWriteTraceId"]: result["id"] for result in answer["results"]}
            ids += [by_trace[item["objectWriteTraceId"]] for item in some]
            progress(len(ids), len(inputs))
        return ids


def _contact(contact: Contact, companies: Sequence[str]) -> Json:
    return {
        "properties": {"firstname": "Contact", "lastname": str(contact.number), "email": contact.email},
        "associations": [{"to": {"id": companies[contact.account.number]}, "types": [_CONTACT_COMPANY]}],
    }


def _properties(values: Any) -> dict[str, str]:
    """Everything but references, as the text that HubSpot keeps."""
    return {
        _OWN_PROPERTIES.get(name, name): _native(value)
        for name, value in values.items()
        if value is not None and not isinstance(value, AccountRef)
    }


def _native(value: Value) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case Percent():
            # A percentage is kept as a fraction (assumed).
            return format(Decimal(str(value.value)) / 100, "f")
        case datetime():
            return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        case date():
            return value.isoformat()
        case float():
            return format(Decimal(str(value)), "f")
        case _:
            return str(value)
