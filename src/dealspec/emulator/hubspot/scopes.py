"""Which scopes open which call: any one of a set is enough. Source: the OpenAPI files' security sections."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from dealspec.emulator.hubspot.objects import SERVED, object_type

_CUSTOM = re.compile(r"2-\d|p\d*_", re.IGNORECASE)
Rule = Callable[[Mapping[str, str]], frozenset[str]]
"""From a call's path parameters to scopes of which the key needs one; none: any key will do."""

ALL = frozenset(
    {
        f"crm.{part}.{plural}.{verb}"
        for plural in (*(obj.plural for obj in SERVED), "custom")
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
    plural = _object(parameters)
    return frozenset({f"crm.schemas.{plural}.read", f"crm.objects.{plural}.read", f"crm.objects.{plural}.write"})


def write_definitions(parameters: Mapping[str, str]) -> frozenset[str]:
    """The same, written."""
    return frozenset({f"crm.schemas.{_object(parameters)}.write"})


def read_records(parameters: Mapping[str, str]) -> frozenset[str]:
    """Records and search."""
    return frozenset({f"crm.objects.{_object(parameters)}.read"})


def write_records(parameters: Mapping[str, str]) -> frozenset[str]:
    """Records, written."""
    return frozenset({f"crm.objects.{_object(parameters)}.write"})


def associations(parameters: Mapping[str, str]) -> frozenset[str]:
    """Association types and records, read and written alike: any object scope of either side."""
    sides = (_word(parameters["from_name"]), _word(parameters["to_name"]))
    return frozenset(
        f"crm.{part}.{side}.{verb}" for side in sides for part in ("objects", "schemas") for verb in ("read", "write")
    )


def owners(parameters: Mapping[str, str]) -> frozenset[str]:
    """Owners."""
    return frozenset({"crm.objects.owners.read"})


def limits(parameters: Mapping[str, str]) -> frozenset[str]:
    """Limits tracking: any object read scope; schema scopes alone are refused (observed)."""
    return frozenset(f"crm.objects.{obj.plural}.read" for obj in SERVED)


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


def _object(parameters: Mapping[str, str]) -> str:
    return _word(parameters["object_name"])


def _word(name: str) -> str:
    """What scopes call an object: all custom ones share one word."""
    return "custom" if _CUSTOM.match(name) else object_type(name).plural
