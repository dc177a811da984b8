"""Which scopes open which call: any one of a set is enough. Source: the OpenAPI files' security sections."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dealspec.emulator.hubspot.objects import SERVED, ObjectType, object_type

Rule = Callable[[Mapping[str, str]], frozenset[str]]
"""From a call's path parameters to scopes of which the key needs one; none: any key will do."""

ALL = frozenset(
    {
        f"crm.{part}.{obj.plural}.{verb}"
        for obj in SERVED
        for part in ("schemas", "objects")
        for verb in ("read", "write")
    }
    | {
        "oauth",
        "crm.objects.owners.read",
        "crm.export",
        "crm.import",
        "crm.lists.read",
        "crm.lists.write",
        "automation",
    }
    | {"crm-pipelines-governance-read", "crm-pipelines-governance-write", "account-info.security.read"}
)


def any_key(parameters: Mapping[str, str]) -> frozenset[str]:
    """No scope needed beyond a valid key."""
    return frozenset()


def read_definitions(parameters: Mapping[str, str]) -> frozenset[str]:
    """Properties, groups, validations, pipelines; a key that may only write them cannot read (observed)."""
    plural = _object(parameters).plural
    return frozenset({f"crm.schemas.{plural}.read", f"crm.objects.{plural}.read", f"crm.objects.{plural}.write"})


def write_definitions(parameters: Mapping[str, str]) -> frozenset[str]:
    """The same, written."""
    return frozenset({f"crm.schemas.{_object(parameters).plural}.write"})


def read_records(parameters: Mapping[str, str]) -> frozenset[str]:
    """Records and search."""
    return frozenset({f"crm.objects.{_object(parameters).plural}.read"})


def write_records(parameters: Mapping[str, str]) -> frozenset[str]:
    """Records, written."""
    return frozenset({f"crm.objects.{_object(parameters).plural}.write"})


def associations(parameters: Mapping[str, str]) -> frozenset[str]:
    """Association types and records, read and written alike: any object scope of either side."""
    sides = (object_type(parameters["from_name"]), object_type(parameters["to_name"]))
    return frozenset(
        f"crm.{part}.{side.plural}.{verb}"
        for side in sides
        for part in ("objects", "schemas")
        for verb in ("read", "write")
    )


def owners(parameters: Mapping[str, str]) -> frozenset[str]:
    """Owners."""
    return frozenset({"crm.objects.owners.read"})


def limits(parameters: Mapping[str, str]) -> frozenset[str]:
    """Limits tracking: any object read scope; schema scopes alone are refused (observed)."""
    return frozenset(f"crm.objects.{obj.plural}.read" for obj in SERVED)


def read_rules(parameters: Mapping[str, str]) -> frozenset[str]:
    """Pipeline rules (2026-09-beta file; which name is grantable is not settled)."""
    return frozenset({"crm-pipelines-governance-read"})


def write_rules(parameters: Mapping[str, str]) -> frozenset[str]:
    """Pipeline rules, written."""
    return frozenset({"crm-pipelines-governance-write"})


def _object(parameters: Mapping[str, str]) -> ObjectType:
    return object_type(parameters["object_name"])
