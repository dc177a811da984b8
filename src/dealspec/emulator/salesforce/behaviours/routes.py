"""Every route of the org with where its form is from and what tests it, and routes of the vendor that it answers with 501.

Paths of the Metadata SOAP API are written as ``SOAP`` and the operation's name.
"""

from __future__ import annotations

from dealspec.emulator.behaviours import not_served, served

_T = "tests/unit/emulator/salesforce/test_salesforce_"
_C = "tests/clients/test_simple_salesforce_"
_V = "/services/data/{version}"
_OURS = "the embedded org's own; Salesforce has none like it"

ROUTES = (
    served("GET /services/data", "REST API guide: Versions", f"{_T}http.py::test_versions_are_listed_without_a_token"),
    served("POST /__embedded__/tokens", _OURS, f"{_T}visibility.py::test_a_token_lacks_what_was_not_listed"),
    served("GET /services/oauth2/userinfo", "Help: user info endpoint", f"{_T}http.py::test_identity_is_reached_from_the_resource_list"),
    served("GET /id/{org_id}/{user_id}", "Help: identity URLs", f"{_T}http.py::test_identity_is_reached_from_the_resource_list"),
    served(f"GET {_V}", "REST API guide: Resources by Version", f"{_T}http.py::test_identity_is_reached_from_the_resource_list"),
    served(f"GET {_V}/limits", "REST API guide: Limits", f"{_C}records.py::test_limits_and_usage_are_reported"),
    served(f"GET {_V}/sobjects", "REST API guide: Describe Global", f"{_T}http.py::test_the_global_describe_lists_every_object"),
    served(f"GET {_V}/sobjects/{{name}}", "REST API guide: sObject Basic Information", f"{_T}http.py::test_the_global_describe_lists_every_object"),
    served(f"GET {_V}/sobjects/{{name}}/describe", "REST API guide: sObject Describe", f"{_C}records.py::test_describe_tells_fields_and_types"),
    served(f"POST {_V}/sobjects/{{name}}", "REST API guide: sObject Basic Information", f"{_C}records.py::test_a_record_lives_from_create_to_delete"),
    served(f"GET {_V}/sobjects/{{name}}/{{record_id}}", "REST API guide: sObject Rows", f"{_C}records.py::test_a_record_lives_from_create_to_delete"),
    served(f"PATCH {_V}/sobjects/{{name}}/{{record_id}}", "REST API guide: sObject Rows", f"{_C}records.py::test_a_record_lives_from_create_to_delete"),
    served(f"DELETE {_V}/sobjects/{{name}}/{{record_id}}", "REST API guide: sObject Rows", f"{_C}records.py::test_a_record_lives_from_create_to_delete"),
    served(f"GET {_V}/sobjects/{{name}}/{{key}}/{{value}}", "REST API guide: sObject Rows by External ID", f"{_T}record_saves.py::test_an_external_id_upserts"),
    served(f"PATCH {_V}/sobjects/{{name}}/{{key}}/{{value}}", "REST API guide: sObject Rows by External ID", f"{_T}record_saves.py::test_an_external_id_upserts"),
    served(f"GET {_V}/query", "REST API guide: Query", f"{_T}soql.py::test_a_condition_selects"),
    served(f"GET {_V}/queryAll", "REST API guide: QueryAll", f"{_T}soql.py::test_deleted_records_are_in_query_all_only"),
    served(f"GET {_V}/query/{{locator}}", "REST API guide: Query", f"{_T}soql.py::test_a_long_answer_comes_in_batches"),
    served(f"GET {_V}/queryAll/{{locator}}", "REST API guide: QueryAll", f"{_C}records.py::test_query_all_follows_the_locator_through_every_batch"),
    served(f"POST {_V}/composite", "REST API guide: Composite", f"{_T}http.py::test_a_composite_call_uses_its_own_answers"),
    served(f"POST {_V}/composite/sobjects", "REST API guide: sObject Collections", f"{_T}http.py::test_a_collection_saves_each_record_on_its_own"),
    served(f"PATCH {_V}/composite/sobjects", "REST API guide: sObject Collections", f"{_T}http.py::test_a_collection_updates_reads_and_deletes"),
    served(f"DELETE {_V}/composite/sobjects", "REST API guide: sObject Collections", f"{_T}http.py::test_a_collection_updates_reads_and_deletes"),
    served(f"GET {_V}/composite/sobjects/{{name}}", "REST API guide: sObject Collections", f"{_T}http.py::test_a_collection_updates_reads_and_deletes"),
    served(f"POST {_V}/composite/sobjects/{{name}}", "REST API guide: sObject Collections", f"{_T}http.py::test_a_collection_updates_reads_and_deletes"),
    served(f"POST {_V}/metadata/deployRequest", "Metadata API guide: deploy with REST", f"{_T}deploy.py::test_one_failure_undoes_everything"),
    served(f"GET {_V}/metadata/deployRequest/{{deploy_id}}", "Metadata API guide: deploy with REST", f"{_T}deploy.py::test_a_deploy_is_pending_then_in_progress_then_done"),
    served("SOAP readMetadata", "Metadata API WSDL", f"{_T}soap.py::test_records_come_in_the_order_asked_and_unknown_ones_are_nil"),
    served("SOAP createMetadata", "Metadata API WSDL", f"{_T}soap.py::test_components_fail_one_by_one_or_all_with_the_header"),
    served("SOAP updateMetadata", "Metadata API WSDL", f"{_T}soap.py::test_an_update_needs_something_to_update"),
    served("SOAP upsertMetadata", "Metadata API WSDL", f"{_T}soap.py::test_upsert_says_whether_it_created"),
    served("SOAP deleteMetadata", "Metadata API WSDL", f"{_T}fields.py::test_a_field_in_use_cannot_be_deleted"),
    served("SOAP listMetadata", "Metadata API WSDL", f"{_T}soap.py::test_standard_value_sets_are_not_listed"),
    served("SOAP describeMetadata", "Metadata API WSDL", f"{_C}metadata.py::test_every_answer_obeys_the_wsdl"),
    served("SOAP deploy", "Metadata API WSDL", f"{_C}metadata.py::test_a_zip_is_deployed_and_its_failures_are_told"),
    served("SOAP checkDeployStatus", "Metadata API WSDL", f"{_C}metadata.py::test_a_zip_is_deployed_and_its_failures_are_told"),
    not_served("SOAP retrieve", "whole definitions are read with readMetadata"),
    not_served("SOAP renameMetadata", "it breaks references, so tools replace instead"),
)  # fmt: skip
