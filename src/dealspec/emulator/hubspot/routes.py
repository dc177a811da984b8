"""The table of the portal's routes: method, path, handler, scopes, versions; nothing else.

Paths are in the dated spelling; ``paths.py`` turns HubSpot's older spellings into it. The template's second part is
the family's own name, so one row serves ``/crm/v3/properties/...`` and ``/crm/properties/2026-09/...`` alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dealspec.emulator.hubspot import handlers_account as account
from dealspec.emulator.hubspot import handlers_associations as links
from dealspec.emulator.hubspot import handlers_embedded as embedded
from dealspec.emulator.hubspot import handlers_limits as limits
from dealspec.emulator.hubspot import handlers_pipelines as pipelines
from dealspec.emulator.hubspot import handlers_properties as properties
from dealspec.emulator.hubspot import handlers_records as records
from dealspec.emulator.hubspot import handlers_schemas as schemas
from dealspec.emulator.hubspot import scopes
from dealspec.emulator.web import Response, Route, RouteTable

DATED = frozenset({"2026-03", "2026-09"})
V3 = DATED | {"v3"}
V4 = DATED | {"v4"}
LATEST = frozenset({"2026-09"})
OWN = frozenset({""})
OWN_PATHS = "/__embedded__/"
"""What begins so is ours alone."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What a route leads to."""

    handler: Callable[..., Response]
    scopes: scopes.Rule | None
    """None: the call needs no key."""
    versions: frozenset[str]

    @property
    def name(self) -> str:
        """The handler's, as ``bodies.SHAPES`` has it."""
        return f"{self.handler.__module__.rpartition('handlers_')[2]}.{self.handler.__name__}"

    def __call__(self, *arguments: object, **parameters: str) -> Response:
        """Calls the handler."""
        return self.handler(*arguments, **parameters)


_READ, _WRITE = scopes.read_definitions, scopes.write_definitions
_ROWS, _EDIT = scopes.read_records, scopes.write_records
_LINKS = scopes.associations

_PROPERTIES = "/crm/properties/{version}/{object_name}"
_VALIDATIONS = "/crm/property-validations/{version}/{object_name}"
_PIPELINES = "/crm/pipelines/{version}/{object_name}"
_SCHEMAS = "/crm-object-schemas/{version}/schemas"
_SCHEMA_LINKS = f"{_SCHEMAS}/{{object_name}}/associations"
_RULES = "/crm/pipelines-rules/{version}/{object_name}/{pipeline_id}"
_OBJECTS = "/crm/objects/{version}/{object_name}"
_LABELS = "/crm/associations/{version}/{from_name}/{to_name}/labels"
_BATCH = "/crm/associations/{version}/{from_name}/{to_name}/batch"
_CONFIGURATIONS = "/crm/associations/{version}/definitions/configurations"
_LIMITS = "/crm/limits/{version}"
_LINK = "/crm/objects/{version}/{from_name}/{from_id}/associations"

ENDPOINTS = (
    ("GET", _PROPERTIES, properties.list_properties, _READ, V3),
    ("POST", _PROPERTIES, properties.create_property, _WRITE, V3),
    ("POST", f"{_PROPERTIES}/batch/create", properties.create_properties, _WRITE, V3),
    ("POST", f"{_PROPERTIES}/batch/read", properties.read_properties, _READ, V3),
    ("POST", f"{_PROPERTIES}/batch/archive", properties.archive_properties, _WRITE, V3),
    ("GET", f"{_PROPERTIES}/groups", properties.list_groups, _READ, V3),
    ("POST", f"{_PROPERTIES}/groups", properties.create_group, _WRITE, V3),
    ("GET", f"{_PROPERTIES}/groups/{{name}}", properties.read_group, _READ, V3),
    ("PATCH", f"{_PROPERTIES}/groups/{{name}}", properties.patch_group, _WRITE, V3),
    ("DELETE", f"{_PROPERTIES}/groups/{{name}}", properties.archive_group, _WRITE, V3),
    ("GET", f"{_PROPERTIES}/{{name}}", properties.read_property, _READ, V3),
    ("PATCH", f"{_PROPERTIES}/{{name}}", properties.patch_property, _WRITE, V3),
    ("DELETE", f"{_PROPERTIES}/{{name}}", properties.archive_property, _WRITE, V3),
    ("GET", _VALIDATIONS, properties.list_validations, _READ, V3),
    ("GET", f"{_VALIDATIONS}/{{name}}", properties.read_validations, _READ, V3),
    ("GET", f"{_VALIDATIONS}/{{name}}/rule-type/{{rule_type}}", properties.read_validation, _READ, V3),
    ("PUT", f"{_VALIDATIONS}/{{name}}/rule-type/{{rule_type}}", properties.put_validation, _WRITE, V3),
    ("GET", _PIPELINES, pipelines.list_pipelines, _READ, V3),
    ("POST", _PIPELINES, pipelines.create_pipeline, _WRITE, V3),
    ("GET", f"{_PIPELINES}/{{pipeline_id}}", pipelines.read_pipeline, _READ, V3),
    ("PUT", f"{_PIPELINES}/{{pipeline_id}}", pipelines.replace_pipeline, _WRITE, V3),
    ("PATCH", f"{_PIPELINES}/{{pipeline_id}}", pipelines.patch_pipeline, _WRITE, V3),
    ("DELETE", f"{_PIPELINES}/{{pipeline_id}}", pipelines.delete_pipeline, _WRITE, V3),
    ("GET", f"{_PIPELINES}/{{pipeline_id}}/audit", pipelines.audit_pipeline, _READ, V3),
    ("GET", f"{_PIPELINES}/{{pipeline_id}}/stages", pipelines.list_stages, _READ, V3),
    ("POST", f"{_PIPELINES}/{{pipeline_id}}/stages", pipelines.create_stage, _WRITE, V3),
    ("GET", f"{_PIPELINES}/{{pipeline_id}}/stages/{{stage_id}}", pipelines.read_stage, _READ, V3),
    ("PUT", f"{_PIPELINES}/{{pipeline_id}}/stages/{{stage_id}}", pipelines.replace_stage, _WRITE, V3),
    ("PATCH", f"{_PIPELINES}/{{pipeline_id}}/stages/{{stage_id}}", pipelines.patch_stage, _WRITE, V3),
    ("DELETE", f"{_PIPELINES}/{{pipeline_id}}/stages/{{stage_id}}", pipelines.delete_stage, _WRITE, V3),
    ("GET", f"{_PIPELINES}/{{pipeline_id}}/stages/{{stage_id}}/audit", pipelines.audit_stage, _READ, V3),
    ("GET", _SCHEMAS, schemas.list_schemas, scopes.read_schemas, V3),
    ("POST", _SCHEMAS, schemas.create_schema, scopes.write_schemas, V3),
    ("GET", f"{_SCHEMAS}/{{object_name}}", schemas.read_schema, scopes.read_schemas, V3),
    ("PATCH", f"{_SCHEMAS}/{{object_name}}", schemas.patch_schema, scopes.write_schemas, V3),
    ("DELETE", f"{_SCHEMAS}/{{object_name}}", schemas.archive_schema, scopes.write_schemas, V3),
    ("POST", _SCHEMA_LINKS, schemas.associate, scopes.write_schemas, V3),
    ("DELETE", f"{_SCHEMA_LINKS}/{{association_id}}", schemas.dissociate, scopes.write_schemas, V3),
    ("POST", f"{_SCHEMAS}/batch/read", schemas.read_schemas, scopes.read_schemas, V3),
    ("GET", _RULES, pipelines.read_rules, scopes.read_rules, LATEST),
    ("PUT", _RULES, pipelines.put_rules, scopes.write_rules, LATEST),
    ("PATCH", _RULES, pipelines.patch_rules, scopes.write_rules, LATEST),
    ("DELETE", _RULES, pipelines.delete_rules, scopes.write_rules, LATEST),
    ("GET", f"{_RULES}/stage-edit-permissions", pipelines.read_permissions, scopes.read_permissions, LATEST),
    ("PUT", f"{_RULES}/stage-edit-permissions", pipelines.put_permissions, scopes.write_permissions, LATEST),
    ("GET", f"{_RULES}/approvals/{{record_id}}", pipelines.read_approval, scopes.approvals, LATEST),
    ("POST", f"{_RULES}/approvals/start", pipelines.start_approval, scopes.approvals, LATEST),
    ("GET", _LABELS, links.list_labels, _LINKS, V4),
    ("POST", _LABELS, links.create_label, _LINKS, V4),
    ("PUT", _LABELS, links.update_label, _LINKS, V4),
    ("DELETE", f"{_LABELS}/{{type_id}}", links.delete_label, _LINKS, V4),
    ("POST", f"{_BATCH}/create", links.create_links, _LINKS, V4),
    ("POST", f"{_BATCH}/read", links.read_many_links, _LINKS, V4),
    ("POST", f"{_BATCH}/archive", links.archive_links, _LINKS, V4),
    ("POST", f"{_BATCH}/associate/default", links.create_default_links, _LINKS, V4),
    ("POST", f"{_BATCH}/labels/archive", links.archive_link_labels, _LINKS, V4),
    ("GET", f"{_CONFIGURATIONS}/all", links.list_all_limits, scopes.any_record, V4),
    ("GET", f"{_CONFIGURATIONS}/{{from_name}}/{{to_name}}", links.list_limits, _LINKS, V4),
    ("POST", f"{_CONFIGURATIONS}/{{from_name}}/{{to_name}}/batch/create", links.create_limits, _LINKS, V4),
    ("POST", f"{_CONFIGURATIONS}/{{from_name}}/{{to_name}}/batch/update", links.update_limits, _LINKS, V4),
    ("POST", f"{_CONFIGURATIONS}/{{from_name}}/{{to_name}}/batch/purge", links.purge_limits, _LINKS, V4),
    ("GET", f"{_LINK}/{{to_name}}", links.read_links, _LINKS, V4),
    ("PUT", f"{_LINK}/default/{{to_name}}/{{to_id}}", links.put_default_link, _LINKS, V4),
    ("PUT", f"{_LINK}/{{to_name}}/{{to_id}}", links.put_link, _LINKS, V4),
    ("DELETE", f"{_LINK}/{{to_name}}/{{to_id}}", links.delete_links, _LINKS, V4),
    ("GET", _OBJECTS, records.list_records, _ROWS, V3),
    ("POST", _OBJECTS, records.create_record, _EDIT, V3),
    ("POST", f"{_OBJECTS}/search", records.search_records, _ROWS, V3),
    ("POST", f"{_OBJECTS}/merge", records.merge_records, _EDIT, V3),
    ("POST", f"{_OBJECTS}/batch/create", records.create_records, _EDIT, V3),
    ("POST", f"{_OBJECTS}/batch/read", records.read_records, _ROWS, V3),
    ("POST", f"{_OBJECTS}/batch/update", records.update_records, _EDIT, V3),
    ("POST", f"{_OBJECTS}/batch/upsert", records.upsert_records, _EDIT, V3),
    ("POST", f"{_OBJECTS}/batch/archive", records.archive_records, _EDIT, V3),
    ("GET", f"{_OBJECTS}/{{record_id}}", records.read_record, _ROWS, V3),
    ("PATCH", f"{_OBJECTS}/{{record_id}}", records.patch_record, _EDIT, V3),
    ("DELETE", f"{_OBJECTS}/{{record_id}}", records.archive_record, _EDIT, V3),
    ("GET", "/crm/owners/{version}", account.list_owners, scopes.owners, V3),
    ("GET", "/crm/owners/{version}/{owner_id}", account.read_owner, scopes.owners, V3),
    ("GET", f"{_LIMITS}/custom-properties", limits.custom_properties, scopes.limits, V3),
    ("GET", f"{_LIMITS}/calculated-properties", limits.calculated_properties, scopes.limits, V3),
    ("GET", f"{_LIMITS}/pipelines", limits.pipelines, scopes.limits, V3),
    ("GET", f"{_LIMITS}/records", limits.records, scopes.limits, V3),
    ("GET", f"{_LIMITS}/custom-object-types", limits.custom_object_types, scopes.limits, V3),
    ("GET", f"{_LIMITS}/associations/labels", limits.association_labels, scopes.limits, V3),
    ("GET", f"{_LIMITS}/associations/records/from", limits.objects_from, scopes.limits, V3),
    ("GET", f"{_LIMITS}/associations/records/{{from_name}}/to", limits.objects_to, scopes.limits, V3),
    ("GET", f"{_LIMITS}/associations/records/{{from_name}}/{{to_name}}", limits.association_records, scopes.limits, V3),
    ("GET", "/account-info/{version}/details", account.details, scopes.any_key, V3),
    ("GET", "/account-info/{version}/api-usage/daily/private-apps", account.daily_usage, scopes.any_key, V3),
    ("POST", "/oauth/v2/private-apps/get/access-token-info", account.introspect_token, None, OWN),
    ("GET", "/oauth/v1/access-tokens/{token}", account.introspect_oauth_token, None, OWN),
    ("POST", f"{OWN_PATHS}tokens", embedded.create_token, None, OWN),
    ("POST", f"{OWN_PATHS}owners", embedded.create_owner, None, OWN),
    ("GET", f"{OWN_PATHS}settings", embedded.read_settings, None, OWN),
    ("PATCH", f"{OWN_PATHS}settings", embedded.change_settings, None, OWN),
    ("POST", f"{OWN_PATHS}clock", embedded.advance_clock, None, OWN),
    ("POST", f"{OWN_PATHS}records", embedded.load_records, None, OWN),
    ("PUT", f"{OWN_PATHS}approvals", embedded.decide_approval, None, OWN),
    ("PUT", f"{OWN_PATHS}admin-rules", embedded.put_admin_rules, None, OWN),
)  # fmt: skip

TABLE: RouteTable[Response] = RouteTable(
    Route(method, template, Endpoint(handler, rule, versions))
    for method, template, handler, rule, versions in ENDPOINTS
)
