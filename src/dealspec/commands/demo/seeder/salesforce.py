"""Puts a population into Salesforce: sObject Collections of 200 records a call, fields by the tool's naming rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote

from dealspec.commands.demo.seeder.deals import Account, AccountRef, Contact, Deal, Filled, Percent, Population, Value
from dealspec.commands.demo.seeder.wire import Wire
from dealspec.core.errors import VendorError

Json = dict[str, Any]

_API = "/services/data/v66.0"
_BATCH = 200
"""REST API guide, sObject Collections."""

_OWN_FIELDS = {
    "name": "Name",
    "amount": "Amount",
    "close_date": "CloseDate",
    "account": "AccountId",
    "created_at": "CreatedDate",
}
_STAGES = {
    "prospecting": "Prospecting",
    "proposal": "Proposal/Price Quote",
    "negotiation": "Negotiation/Review",
    "won": "Closed Won",
    "lost": "Closed Lost",
}
_RECORD_TYPES = {
    "referral": "Referral",
    "reseller": "Reseller",
    "marketplace": "Marketplace",
    "services": "Services",
    "tech": "Tech",
}


class Org:
    """A Salesforce org that is being filled."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        types = self._found("SELECT Id, DeveloperName FROM RecordType WHERE SobjectType = 'Opportunity'")
        self._record_types = {row["DeveloperName"]: row["Id"] for row in types}
        self._owners = sorted(row["Id"] for row in self._found("SELECT Id FROM User WHERE IsActive = true"))

    def fill(self, population: Population, progress: Callable[[int, int], None]) -> Filled:
        """Creates everything."""
        accounts = self._create("Account", (_account(each) for each in population.accounts))
        contacts = self._create("Contact", (_contact(each, accounts) for each in population.contacts))
        deals: list[str] = []
        for some in _batches([self._deal(deal, accounts) for deal in population.deals]):
            deals += self._create("Opportunity", some)
            progress(len(deals), len(population.deals))
        self._create("OpportunityContactRole", _roles(population.deals, deals, contacts))
        return Filled(tuple(accounts), tuple(deals))

    def _deal(self, deal: Deal, accounts: Sequence[str]) -> Json:
        place = deal.place
        record: Json = {
            field_name(name): _native(value, accounts) for name, value in deal.values.items() if value is not None
        }
        record["StageName"] = place.value if place.pipeline else _STAGES[place.stage]
        record["OwnerId"] = self._owners[deal.number % len(self._owners)]
        if place.pipeline:
            record["RecordTypeId"] = self._record_types[_RECORD_TYPES[place.pipeline]]
        return record

    def _create(self, kind: str, records: Iterable[Json]) -> list[str]:
        ids: list[str] = []
        for some in _batches([{"attributes": {"type": kind}, **record} for record in records]):
            results = self._wire.post(f"{_API}/composite/sobjects", {"allOrNone": True, "records": some})
            for result in results:
                if not result["success"]:
                    error = result["errors"][0]
                    what = f"Salesforce refused a seeded {kind}."
                    raise VendorError(what, vendor_code=error["statusCode"], why=error["message"])
            ids += [result["id"] for result in results]
        return ids

    def _found(self, soql: str) -> list[Json]:
        rows: list[Json] = self._wire.get(f"{_API}/query?q={quote(soql)}")["records"]
        return rows


def field_name(name: str) -> str:
    """A logical field's API name: each word capitalised, and ``__c``."""
    return _OWN_FIELDS.get(name) or "_".join(word.capitalize() for word in name.split("_")) + "__c"


def _account(account: Account) -> Json:
    fields = {field_name(name): _native(value, ()) for name, value in account.values.items() if value is not None}
    return {"Name": account.name, "Website": f"https://www.{account.domain}", **fields}


def _contact(contact: Contact, accounts: Sequence[str]) -> Json:
    return {
        "FirstName": "Contact",
        "LastName": str(contact.number),
        "Email": contact.email,
        "AccountId": accounts[contact.account.number],
    }


def _roles(deals: Sequence[Deal], ids: Sequence[str], contacts: Sequence[str]) -> Iterator[Json]:
    for deal, deal_id in zip(deals, ids, strict=True):
        if deal.contact:
            yield {"OpportunityId": deal_id, "ContactId": contacts[deal.contact[0]], "Role": deal.contact[1]}


def _native(value: Value, accounts: Sequence[str]) -> Any:
    match value:
        case AccountRef():
            return accounts[value.number]
        case Percent():
            return value.value
        case datetime():
            return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000+0000")
        case date():
            return value.isoformat()
        case _:
            return value


def _batches(records: Sequence[Json]) -> Iterator[list[Json]]:
    for start in range(0, len(records), _BATCH):
        yield list(records[start : start + _BATCH])
