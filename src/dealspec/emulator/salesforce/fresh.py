"""What a fresh Developer Edition org contains: its organization, administrator, standard objects and value sets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dealspec.emulator.salesforce import ids, standard_objects
from dealspec.emulator.salesforce.access import PERMISSIONS
from dealspec.emulator.salesforce.setup_records import sync
from dealspec.emulator.salesforce.standard_values import standard_value_sets
from dealspec.emulator.salesforce.values import datetime_text

if TYPE_CHECKING:
    from dealspec.emulator.salesforce.org import SalesforceOrg

_SHARING = {"Account": "ReadWrite", "Opportunity": "ReadWrite", "Contact": "ControlledByParent"}


def create(org: SalesforceOrg, seed: int) -> dict[str, Any]:
    """Fills a new store and gives the org's identity."""
    org_id = ids.org_id(seed)
    org.org_id = org_id
    profile = ids.record_id("00e", org.store.next("id.00e"))
    org.user_id = ids.record_id("005", org.store.next("id.005"))
    _record(org, "Profile", {"Id": profile, "Name": "System Administrator", "UserType": "Standard"})
    _record(org, "User", {**_person(org, "admin", "Admin", "User"), "Id": org.user_id, "ProfileId": profile})
    _record(org, "Organization", {
        "Id": org_id, "Name": "dealspec embedded org", "OrganizationType": "Developer Edition", "InstanceName": "EMB1",
        "IsSandbox": False, "IsReadOnly": False, "LanguageLocaleKey": "en_US", "DefaultLocaleSidKey": "en_US",
        "TimeZoneSidKey": "GMT", "FiscalYearStartMonth": 1, "Country": "US",
    })  # fmt: skip
    for name in standard_objects.CUSTOMIZABLE:
        body = {
            "fullName": name,
            "enableFeeds": False,
            "enableHistory": False,
            "label": standard_objects.NAMES[name][0],
        }
        if name in _SHARING:
            body["sharingModel"] = _SHARING[name]
        org.definitions.put("CustomObject", name, body)
    for name, body in standard_value_sets().items():
        sync(org, org.definitions.put("StandardValueSet", name, body))
    token = org.access.add_token(org_id, org.store.next("token"), org.user_id, list(PERMISSIONS))
    identity = {"orgId": org_id, "userId": org.user_id, "token": token}
    org.store.put_document("org", "identity", identity)
    return identity


def add_user(org: SalesforceOrg, number: int) -> str:
    """Another active user, with the standard profile of an integration."""
    user_id = ids.record_id("005", org.store.next("id.005"))
    profile = next(iter(org.records.all("Profile")))["Id"]
    _record(org, "User", {**_person(org, f"user{number}", "Embedded", f"User {number}"), "Id": user_id,
                          "ProfileId": profile})  # fmt: skip
    return user_id


def _person(org: SalesforceOrg, alias: str, first: str, last: str) -> dict[str, Any]:
    address = f"{alias}@{org.org_id.lower()}.example"
    return {
        "Username": address, "Email": address, "FirstName": first, "LastName": last, "Name": f"{first} {last}",
        "Alias": alias[:8], "IsActive": True, "UserType": "Standard", "TimeZoneSidKey": "GMT",
        "LocaleSidKey": "en_US", "LanguageLocaleKey": "en_US", "EmailEncodingKey": "UTF-8",
    }  # fmt: skip


def _record(org: SalesforceOrg, name: str, body: dict[str, Any]) -> None:
    stamp = datetime_text(org.clock.now())
    stamps = {"CreatedDate": stamp, "LastModifiedDate": stamp, "SystemModstamp": stamp}
    people = {"CreatedById": org.user_id, "LastModifiedById": org.user_id}
    org.store.put_record(name, body["Id"], {**body, **stamps, **people})
