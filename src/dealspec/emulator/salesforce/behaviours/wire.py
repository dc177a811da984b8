"""How the org speaks: versions, tokens, errors, SOAP, deploys."""

from __future__ import annotations

from dealspec.emulator.behaviours import assumed, documented, observed

_T = "tests/unit/emulator/salesforce/test_salesforce_"
_C = "tests/clients/test_simple_salesforce_"

BEHAVIOURS = (
    documented("errors-are-lists", "A refused REST call answers with a JSON list of message and errorCode.", "REST API guide: Status Codes and Error Responses", f"{_T}http.py::test_a_broken_body_is_refused", "client-4"),
    documented("retired-versions", "API versions below 31.0 are gone (410).", "Help 000354473", f"{_T}http.py::test_retired_and_unborn_versions_are_refused", "trap-23"),
    documented("versions-need-no-token", "GET /services/data lists the versions without a token.", "REST API guide: Versions", f"{_T}http.py::test_versions_are_listed_without_a_token", "client-10"),
    documented("usage-header", "Each metered answer carries Sforce-Limit-Info.", "REST API guide: API usage header", f"{_T}http.py::test_each_call_is_metered", "client-6"),
    documented("wrong-token", "An unknown token is refused with 401 INVALID_SESSION_ID.", "REST API guide: Status Codes and Error Responses", f"{_T}http.py::test_a_wrong_token_is_refused"),
    observed("identity-by-url", "The list of resources names the caller's identity, which clients follow.", "jsforce-node, connection", f"{_T}http.py::test_identity_is_reached_from_the_resource_list", "client-10"),
    observed("loopback-tls", "simple-salesforce talks to the org over TLS with nothing but its certificate.", "simple-salesforce 1.12", f"{_C}tls.py::test_the_client_needs_no_patch_but_the_certificate", "client-1"),
    observed("soap-addresses", "Every address that clients use for the Metadata API is served, with or without more behind it.", "simple-salesforce, jsforce, CumulusCI: their metadata modules", f"{_T}soap.py::test_every_address_that_clients_use_is_served", "client-2"),
    observed("soap-fault", "A wrong SOAP call is a fault with HTTP 500 and a code with the sf prefix.", "jsforce-node, soap", f"{_T}soap.py::test_a_wrong_call_is_a_fault", "client-3"),
    documented("soap-answers", "Every SOAP answer obeys the Metadata API's WSDL.", "Metadata API WSDL", f"{_C}metadata.py::test_every_answer_obeys_the_wsdl", "client-3"),
    documented("oauth-flows", "An app gets a session by its credentials, a signed assertion, or a refresh token.", "Help: OAuth flows", f"{_T}oauth.py::test_a_signed_assertion_gives_a_session_and_no_refresh_token"),
    observed("oauth-errors", "A refused OAuth call answers with error and error_description, not with a list.", "forcedotcom/cli 3325, sf-jwt-token 1", f"{_T}oauth.py::test_a_wrong_request_is_refused_in_oauths_own_form", "client-4"),
    documented("sessions-end", "A session of an app ends, and a refresh token gives another.", "Help: session settings", f"{_T}oauth.py::test_a_session_ends_and_a_refresh_token_gives_another"),
    documented("no-soap-login", "SOAP login() is refused; clients bring a token.", "Help 005132110", f"{_T}soap.py::test_a_wrong_call_is_a_fault", "client-9"),
    documented("ten-components", "A CRUD call takes ten components of one type.", "Metadata API guide: CRUD-based calls", f"{_T}soap.py::test_a_call_takes_ten_components", "client-9"),
    documented("all-or-none-header", "Components of a CRUD call fail one by one, or all with AllOrNoneHeader.", "Metadata API guide: upsertMetadata()", f"{_T}soap.py::test_components_fail_one_by_one_or_all_with_the_header"),
    assumed("unknown-name-is-nil", "readMetadata answers in the order asked and an unknown name with a nil record.", "both public clients accept it", f"{_T}soap.py::test_records_come_in_the_order_asked_and_unknown_ones_are_nil", "client-3"),
    documented("text-is-stripped", "White space around text in metadata is dropped.", "Metadata API guide: upsertMetadata()", f"{_T}soap.py::test_text_is_stripped_and_escaped"),
    documented("record-status-codes", "A create answers 201; an update and a delete 204 with an empty body.", "REST API guide: sObject Rows", f"{_T}labelled.py::test_a_create_is_201_and_a_change_is_204_without_a_body", "client-5"),
    documented("query-batches", "A long answer comes in batches behind a nextRecordsUrl that starts at the root.", "REST API guide: Query", f"{_T}soql.py::test_a_long_answer_comes_in_batches", "client-7"),
    documented("collections", "A collection call takes 200 records and saves each by itself, or all or none.", "REST API guide: sObject Collections", f"{_T}http.py::test_a_collection_takes_two_hundred_records", "client-9"),
    documented("composite", "A composite call may use its own earlier answers, and allOrNone undoes it as a whole.", "REST API guide: Composite", f"{_T}http.py::test_a_composite_call_is_undone_as_a_whole", "client-9"),
    documented("deploy-all-or-nothing", "With rollbackOnError one failure undoes the whole deploy.", "Metadata API guide: DeployOptions", f"{_T}deploy.py::test_one_failure_undoes_everything"),
    documented("deploy-partly", "Without rollbackOnError what is right stays.", "Metadata API guide: DeployOptions", f"{_T}deploy.py::test_without_rollback_the_good_part_stays"),
    documented("check-only", "checkOnly changes nothing.", "Metadata API guide: DeployOptions", f"{_T}deploy.py::test_check_only_changes_nothing"),
    observed("deploy-unchanged", "A deploy of what is there succeeds and says of each part that it is unchanged.", "salesforcedx-vscode 5612, jetstream 1136", f"{_T}deploy.py::test_the_second_deploy_of_the_same_changes_nothing", "trap-16"),
    assumed("deploy-polling", "A deploy shows as pending, in progress, then done.", "statuses: Metadata API guide, DeployResult; timing is nobody's", f"{_T}deploy.py::test_a_deploy_is_pending_then_in_progress_then_done", "client-8"),
    observed("deploy-folder", "A package inside a folder keeps the folder in the file names of its failures.", "CumulusCI, deploy", f"{_T}deploy.py::test_a_package_in_a_folder_keeps_the_folder_in_its_file_names", "client-8"),
    documented("deploy-places", "A failure of a deploy names its file, line and column.", "Metadata API guide: DeployMessage", f"{_T}deploy.py::test_a_failure_says_where_it_stands", "client-8"),
    observed("destructive-changes", "Destructive changes delete, and only warn of what is gone already.", "public deploy logs", f"{_T}deploy.py::test_destructive_changes_delete_and_only_warn_of_what_is_gone"),
)  # fmt: skip
