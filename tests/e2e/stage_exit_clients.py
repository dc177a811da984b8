"""Both CRMs as a client that knows nothing of us: deals of a story in their vendor's own words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import requests
from simple_salesforce import Salesforce, SalesforceMalformedRequest
from tests.e2e.stage_exits import Story, Values, accounts

from dealspec.commands.demo.seeder.deals import AccountRef, Percent
from dealspec.commands.demo.seeder.salesforce import field_name
from dealspec.provisioner.ports import Target
from dealspec.schema.model import Schema


@dataclass(frozen=True)
class Org:
    """Salesforce by simple-salesforce, and the target for the one thing that is ours: the audit."""

    client: Salesforce
    target: Target
    schema: Schema
    accounts: tuple[str, ...]
    record_types: Mapping[str, str]

    def create(self, story: Story, **changes: Any) -> str:
        record = self.native({**story.here, **changes})
        record["RecordTypeId"] = self.record_types[story.motion.capitalize()]
        return str(self.client.Opportunity.create(record)["id"])

    def save(self, deal: str, values: Values) -> list[tuple[str, str]]:
        """The errors of a save, none when it was accepted."""
        try:
            self.client.Opportunity.update(deal, self.native(values))
        except SalesforceMalformedRequest as refused:
            return [(error["errorCode"], error["message"]) for error in refused.content]
        return []

    def native(self, values: Values) -> dict[str, Any]:
        names = {name: "StageName" if name == "stage" else field_name(name) for name in values}
        return {names[name]: self._value(value) for name, value in values.items()}

    def _value(self, value: object) -> Any:
        match value:
            case AccountRef():
                return self.accounts[value.number]
            case Percent():
                return value.value
            case _:
                return plain(value)


@contextmanager
def administrator(url: str, ca_file: str, token: str) -> Iterator[Salesforce]:
    with requests.Session() as session:
        session.trust_env, session.verify = False, ca_file
        yield Salesforce(instance=url.removeprefix("https://"), session_id=token, version="66.0", session=session)


def native_accounts() -> list[dict[str, Any]]:
    return [
        {"Name": each.name, **{field_name(name): plain(value) for name, value in each.values.items()}}
        for each in accounts()
    ]


def plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


@dataclass(frozen=True)
class Portal:
    """HubSpot by plain HTTP, and the target for what is ours."""

    url: str
    session: requests.Session
    target: Target
    schema: Schema
    associations: list[dict[str, Any]]

    def create(self, story: Story, **changes: Any) -> str:
        properties = {"pipeline": story.motion, **self.native({**story.here, **changes})}
        body = {"properties": properties, "associations": self.associations}
        answer = self.session.post(f"{self.url}/crm/v3/objects/deals", json=body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def save(self, deal: str, values: Values) -> requests.Response:
        return self.session.patch(f"{self.url}/crm/v3/objects/deals/{deal}", json={"properties": self.native(values)})

    def native(self, values: Values) -> dict[str, str]:
        own = {"name": "dealname", "close_date": "closedate", "created_at": "createdate", "stage": "dealstage"}
        return {
            own.get(name, name): _property(name, value)
            for name, value in values.items()
            if not isinstance(value, AccountRef)
        }


def _property(name: str, value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case Percent():
            return f"{value.value / 100:.4f}"
        case datetime():
            return value.strftime("%Y-%m-%dT%H:%M:%SZ")
        case date():
            return f"{value.isoformat()}T00:00:00Z" if name == "close_date" else value.isoformat()
        case _:
            return str(value)


def associations(url: str, session: requests.Session) -> list[dict[str, Any]]:
    """The customer as the deal's primary company, and the partner by the label that the blueprint made."""
    made = [
        session.post(f"{url}/crm/v3/objects/companies", json={"properties": properties}).json()["id"]
        for properties in (
            {"name": each.name, **{name: _property(name, value) for name, value in each.values.items()}}
            for each in accounts()
        )
    ]
    known = session.get(f"{url}/crm/v4/associations/deals/companies/labels").json()["results"]
    [label] = [each for each in known if each["label"] == "Partner"]
    kinds = ((label["category"], label["typeId"]), ("HUBSPOT_DEFINED", 5))
    return [
        {"to": {"id": company}, "types": [{"associationCategory": category, "associationTypeId": number}]}
        for company, (category, number) in zip(made, kinds, strict=True)
    ]
