"""What a fresh Developer Edition org contains: its organization, administrator, standard objects and value sets."""

from __future__ import annotations

from typing import Any

from dealspec.emulator.salesforce import ids, standard_objects
from dealspec.emulator.salesforce.access import PERMISSIONS
from dealspec.emulator.salesforce.metadata_duplicates import standard_rule
from dealspec.emulator.salesforce.setup_records import sync
from dealspec.emulator.salesforce.standard_values import standard_value_sets
from dealspec.emulator.salesforce.state import OrgState
from dealspec.emulator.salesforce.values import datetime_text

_SHARING = {"Account": "ReadWrite", "Opportunity": "ReadWrite", "Contact": "ControlledByParent"}


def create(org: OrgState, seed: int) -> dict[str, Any]:
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
    for name in ("Account", "Contact"):
        rule = standard_rule(name, standard_objects.NAMES[name][0])
        org.definitions.put("DuplicateRule", str(rule["fullName"]), rule)
    token = org.access.add_token(org_id, org.store.next("token"), org.user_id, list(PERMISSIONS))
    identity = {"orgId": org_id, "userId": org.user_id, "token": token}
    org.store.put_document("org", "identity", identity)
    return identity


def add_user(org: OrgState, number: int) -> str:
    """Another active user, with the standard profile of an integration."""
    user_id = ids.record_id("005", org.store.next("id.005"))
    profile = next(iter(org.records.all("Profile")))["Id"]
    _record(org, "User", {**_person(org, f"user{number}", "Embedded", f"User {number}"), "Id": user_id,
                          "ProfileId": profile})  # fmt: skip
    return user_id


def add_user_token(org: OrgState, permissions: list[str]) -> tuple[str, str]:
    """A new user with the listed permissions only, and a token of theirs: ``(token, user id)``."""
    number = org.store.next("token")
    user_id = add_user(org, number)
    known = [name for name in PERMISSIONS if name in permissions]
    return org.access.add_token(org.org_id, number, user_id, known), user_id


def _person(org: OrgState, alias: str, first: str, last: str) -> dict[str, Any]:
    address = f"{alias}@{org.org_id.lower()}.example"
    return {
        "Username": address, "Email": address, "FirstName": first, "LastName": last, "Name": f"{first} {last}",
        "Alias": alias[:8], "IsActive": True, "UserType": "Standard", "TimeZoneSidKey": "GMT",
        "LocaleSidKey": "en_US", "LanguageLocaleKey": "en_US", "EmailEncodingKey": "UTF-8",
    }  # fmt: skip


def _record(org: OrgState, name: str, body: dict[str, Any]) -> None:
    stamp = datetime_text(org.clock.now())
    stamps = {"CreatedDate": stamp, "LastModifiedDate": stamp, "SystemModstamp": stamp}
    people = {"CreatedById": org.user_id, "LastModifiedById": org.user_id}
    org.store.put_record(name, body["Id"], {**body, **stamps, **people})
