"""Every HubSpot endpoint we may call, as data: path, effect, scopes. Nothing is called that is not listed here.

Paths and scopes: the OpenAPI files of HubSpot-public-api-spec-collection; dated versions: developers.hubspot.com,
developer-tooling/platform/versioning.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote

from dealspec.schema.vocabulary import BUILT_IN_OBJECTS

LEGACY_VERSION = "v3"
CUSTOM = "custom"
OBJECT_PARAMS = ("object", "from_object", "to_object")
"""Path parameters that name an object."""


class Effect(StrEnum):
    """What a call does to the portal."""

    READS = "reads"
    WRITES = "writes"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One call: ``title`` completes "to ...", any one of ``scopes`` opens it, ``repeatable`` may be sent twice."""

    title: str
    method: str
    dated: str
    legacy: str
    effect: Effect
    scopes: tuple[str, ...]
    repeatable: bool

    @property
    def reads(self) -> bool:
        """Whether it leaves the portal as it was."""
        return self.effect is Effect.READS

    def path(self, version: str, params: Mapping[str, str]) -> str:
        """The path under an API version, each parameter percent-encoded."""
        template = self.legacy if version == LEGACY_VERSION else self.dated
        return template.format(version=version, **{name: quote(value, safe="") for name, value in params.items()})

    def scopes_for(self, params: Mapping[str, str]) -> tuple[str, ...]:
        """The scopes of which one is needed for these parameters."""
        shown = {name: _word(name, value) for name, value in params.items()}
        return tuple(scope.format(**shown) for scope in self.scopes)


def type_id(native_object: str) -> str:
    """The id by which some paths name a standard object; a custom one's is the portal's own, and put in later."""
    return _TYPE_IDS.get(native_object, native_object)


def _word(name: str, value: str) -> str:
    """What scopes call an object: all custom ones share one word."""
    if name not in OBJECT_PARAMS:
        return value
    return CUSTOM if value.startswith(("p_", "2-")) else _NAMES.get(value, value)


_TYPE_IDS = {each.hubspot: each.hubspot_type_id for each in BUILT_IN_OBJECTS.values()}
_NAMES = {known: name for name, known in _TYPE_IDS.items()}


_READ_SCHEMA = ("crm.schemas.{object}.read", "crm.objects.{object}.read")
_WRITE_SCHEMA = ("crm.schemas.{object}.write",)
_READ_RECORDS = ("crm.objects.{object}.read",)
_READ_LINKS = ("crm.objects.{from_object}.read", "crm.objects.{to_object}.read")
_WRITE_LINKS = ("crm.objects.{from_object}.write", "crm.schemas.{from_object}.write")

_SCHEMAS = ("/crm-object-schemas/{version}/schemas", "/crm-object-schemas/v3/schemas")
_PROPERTIES = ("/crm/properties/{version}/{object}", "/crm/v3/properties/{object}")
_VALIDATIONS = ("/crm/property-validations/{version}/{object}", "/crm/v3/property-validations/{object}")
_PIPELINES = ("/crm/pipelines/{version}/{object}", "/crm/v3/pipelines/{object}")
_RULES = ("/crm/pipelines-rules/{version}/{object}/{pipeline}", "/crm/pipelines-rules/2026-09/{object}/{pipeline}")
_RECORDS = ("/crm/objects/{version}/{object}", "/crm/v3/objects/{object}")
_LINKS = (
    "/crm/associations/{version}/{from_object}/{to_object}",
    "/crm/v4/associations/{from_object}/{to_object}",
)


def _governance(verb: str) -> tuple[str, ...]:
    return f"crm-pipelines-governance-{verb}", f"crm.pipelines.governance.{verb}"


def _read(title: str, base: tuple[str, str], tail: str, scopes: tuple[str, ...], method: str = "GET") -> Endpoint:
    return Endpoint(title, method, base[0] + tail, base[1] + tail, Effect.READS, scopes, True)


def _write(title: str, method: str, base: tuple[str, str], tail: str, scopes: tuple[str, ...]) -> Endpoint:
    return Endpoint(title, method, base[0] + tail, base[1] + tail, Effect.WRITES, scopes, method != "POST")


LIST_SCHEMAS = _read("list custom objects", _SCHEMAS, "", (f"crm.schemas.{CUSTOM}.read",))
# Of a standard object too (assumed): its associations bear the internal names of labels (observed, API 2026-09).
READ_SCHEMA = _read(
    "read an object's schema", _SCHEMAS, "/{object}", (f"crm.schemas.{CUSTOM}.read", "crm.schemas.{object}.read")
)
CREATE_SCHEMA = _write("create a custom object", "POST", _SCHEMAS, "", (f"crm.schemas.{CUSTOM}.write",))
UPDATE_SCHEMA = _write("change a custom object", "PATCH", _SCHEMAS, "/{object}", (f"crm.schemas.{CUSTOM}.write",))

LIST_PROPERTIES = _read("list properties", _PROPERTIES, "", _READ_SCHEMA)
READ_PROPERTY = _read("read a property", _PROPERTIES, "/{name}", _READ_SCHEMA)
CREATE_PROPERTY = _write("create a property", "POST", _PROPERTIES, "", _WRITE_SCHEMA)
CREATE_PROPERTIES = _write("create properties", "POST", _PROPERTIES, "/batch/create", _WRITE_SCHEMA)
UPDATE_PROPERTY = _write("change a property", "PATCH", _PROPERTIES, "/{name}", _WRITE_SCHEMA)

LIST_GROUPS = _read("list property groups", _PROPERTIES, "/groups", _READ_SCHEMA)
CREATE_GROUP = _write("create a property group", "POST", _PROPERTIES, "/groups", _WRITE_SCHEMA)
UPDATE_GROUP = _write("change a property group", "PATCH", _PROPERTIES, "/groups/{name}", _WRITE_SCHEMA)

LIST_VALIDATIONS = _read("list validation rules", _VALIDATIONS, "", _READ_SCHEMA)
WRITE_VALIDATION = _write(
    "write a validation rule", "PUT", _VALIDATIONS, "/{name}/rule-type/{rule_type}", _WRITE_SCHEMA
)

LIST_PIPELINES = _read("list pipelines", _PIPELINES, "", _READ_SCHEMA)
CREATE_PIPELINE = _write("create a pipeline", "POST", _PIPELINES, "", _WRITE_SCHEMA)
UPDATE_PIPELINE = _write("change a pipeline", "PATCH", _PIPELINES, "/{pipeline}", _WRITE_SCHEMA)
CREATE_STAGE = _write("create a stage", "POST", _PIPELINES, "/{pipeline}/stages", _WRITE_SCHEMA)
UPDATE_STAGE = _write("change a stage", "PATCH", _PIPELINES, "/{pipeline}/stages/{stage}", _WRITE_SCHEMA)

# The 2026-09-beta file names the first of each pair, third parties the second; which can be granted is not settled.
READ_RULES = _read("read a pipeline's rules", _RULES, "", _governance("read"))
UPDATE_RULES = _write("change a pipeline's rules", "PATCH", _RULES, "", _governance("write"))
LIST_OWNERS = _read("list owners", ("/crm/owners/{version}", "/crm/v3/owners"), "", ("crm.objects.owners.read",))

LIST_LABELS = _read("list association labels", _LINKS, "/labels", _READ_LINKS)
CREATE_LABEL = _write("create an association label", "POST", _LINKS, "/labels", _WRITE_LINKS)
UPDATE_LABEL = _write("change an association label", "PUT", _LINKS, "/labels", _WRITE_LINKS)

LIST_RECORDS = _read("list records", _RECORDS, "", _READ_RECORDS)
READ_RECORDS = _read("read records", _RECORDS, "/batch/read", _READ_RECORDS, "POST")
READ_LINKS = _read("read associations", _LINKS, "/batch/read", _READ_LINKS, "POST")

ACCOUNT = _read("read the account's details", ("/account-info/{version}", "/account-info/v3"), "/details", ("oauth",))
INTROSPECT = _read("read the key's scopes", ("/oauth/v2/private-apps/get",) * 2, "/access-token-info", (), "POST")
"""Works for service keys too, and unlike the v1 call keeps the token out of the URL (observed, API 2026-09)."""

ENDPOINTS: tuple[Endpoint, ...] = tuple(each for each in list(globals().values()) if isinstance(each, Endpoint))
