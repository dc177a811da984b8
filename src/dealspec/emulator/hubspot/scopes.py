"""Which scopes open which call: any one of a set is enough. Source: the OpenAPI files' security sections."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from dealspec.emulator.hubspot.objects import ACTIVITIES, EVERY, object_type

_CUSTOM = re.compile(r"2-\d|p\d*_", re.IGNORECASE)
_ACTIVITIES = frozenset(obj.plural for obj in ACTIVITIES)
Rule = Callable[[Mapping[str, str]], frozenset[str]]
"""From a call's path parameters to scopes of which the key needs one; none: any key will do."""

ALL = frozenset(
    {
        f"crm.{part}.{plural}.{verb}"
        for plural in (*(obj.plural for obj in EVERY), "custom")
        for part in ("schemas", "objects")
        for verb in ("read", "write")
    }
    | {
        f"crm.objects.{plural}.{kind}.{verb}.v2"
        for plural in (*(obj.plural for obj in EVERY), "custom")
        for kind in ("sensitive", "highly_sensitive")
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
    | {
        "crm-pipelines-governance-read",
        "crm-pipelines-governance-write",
        "crm-pipelines-locked-stages-access",
        "crm-pipelines-locked-stages-write",
        "deal-approval-read",
        "account-info.security.read",
    }
)


def any_key(parameters: Mapping[str, str]) -> frozenset[str]:
    """No scope needed beyond a valid key."""
    return frozenset()


def read_definitions(parameters: Mapping[str, str]) -> frozenset[str]:
    """Properties, groups, validations, pipelines; a key that may only write them cannot read (observed)."""
    return _of(parameters, "schemas", "read") | _of(parameters, "objects", "read") | _of(parameters, "objects", "write")


def write_definitions(parameters: Mapping[str, str]) -> frozenset[str]:
    """The same, written."""
    return _of(parameters, "schemas", "write")


def read_records(parameters: Mapping[str, str]) -> frozenset[str]:
    """Records and search."""
    return _of(parameters, "objects", "read")


def write_records(parameters: Mapping[str, str]) -> frozenset[str]:
    """Records, written."""
    return _of(parameters, "objects", "write")


def associations(parameters: Mapping[str, str]) -> frozenset[str]:
    """Association types and records, read and written alike: any object scope of either side."""
    sides = (_word(parameters["from_name"]), _word(parameters["to_name"]))
    return frozenset(
        f"crm.{part}.{side}.{verb}" for side in sides for part in ("objects", "schemas") for verb in ("read", "write")
    )


def owners(parameters: Mapping[str, str]) -> frozenset[str]:
    """Owners."""
    return frozenset({"crm.objects.owners.read"})


def any_record(parameters: Mapping[str, str]) -> frozenset[str]:
    """Any object scope at all."""
    return frozenset(scope for scope in ALL if scope.startswith("crm.objects."))


def limits(parameters: Mapping[str, str]) -> frozenset[str]:
    """Limits tracking: any object read scope; schema scopes alone are refused (observed)."""
    return frozenset(f"crm.objects.{obj.plural}.read" for obj in EVERY)


def read_rules(parameters: Mapping[str, str]) -> frozenset[str]:
    """Pipeline rules (2026-09-beta file, and a third party; which name is grantable is not settled)."""
    return frozenset({"crm-pipelines-governance-read", "crm.pipelines.governance.read"})


def write_rules(parameters: Mapping[str, str]) -> frozenset[str]:
    """Pipeline rules, written."""
    return frozenset({"crm-pipelines-governance-write", "crm.pipelines.governance.write"})


def read_permissions(parameters: Mapping[str, str]) -> frozenset[str]:
    """Stage edit permissions."""
    return frozenset({"crm-pipelines-locked-stages-access", "crm.pipelines.stage_permissions.read"})


def write_permissions(parameters: Mapping[str, str]) -> frozenset[str]:
    """Stage edit permissions, written."""
    return frozenset({"crm-pipelines-locked-stages-write", "crm.pipelines.stage_permissions.write"})


def approvals(parameters: Mapping[str, str]) -> frozenset[str]:
    """Approvals, read and started."""
    return frozenset({"deal-approval-read"}) | read_rules(parameters)


def read_schemas(parameters: Mapping[str, str]) -> frozenset[str]:
    """Custom objects; of a standard one its own scopes do as well (assumed)."""
    name = parameters.get("object_name", "custom")
    standard = frozenset() if name == "custom" or _CUSTOM.match(name) else read_definitions(parameters)
    return frozenset({"crm.schemas.custom.read"}) | standard


def write_schemas(parameters: Mapping[str, str]) -> frozenset[str]:
    """Custom objects, written."""
    return frozenset({"crm.schemas.custom.write"})


def _of(parameters: Mapping[str, str], part: str, verb: str) -> frozenset[str]:
    """Scopes of the object that a path names; those of contacts open tasks and notes too (OpenAPI tasks file)."""
    word = _word(parameters["object_name"])
    words = (word, "contacts") if word in _ACTIVITIES else (word,)
    return frozenset(f"crm.{part}.{each}.{verb}" for each in words)


def _word(name: str) -> str:
    """What scopes call an object: all custom ones share one word."""
    return "custom" if _CUSTOM.match(name) else object_type(name).plural
