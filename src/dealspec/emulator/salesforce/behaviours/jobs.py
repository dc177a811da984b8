"""What the org does in Bulk API 2.0 jobs, the Tooling API, retrieves and deploys that are waited for."""

from __future__ import annotations

from dealspec.emulator.behaviours import assumed, documented, observed

_T = "tests/unit/emulator/salesforce/test_salesforce_"
_C = "tests/clients/test_"

BEHAVIOURS = (
    documented("bulk-query", "A query job is created, in progress, then complete, and its rows come as CSV.", "Bulk API 2.0 guide: Query", f"{_T}bulk.py::test_a_query_job_goes_from_created_to_complete"),
    documented("bulk-pages", "Pages of a result follow Sforce-Locator to null, with a count of records in each.", "Bulk API 2.0 guide: Get Results for a Query Job", f"{_T}bulk.py::test_pages_follow_the_locator_and_hold_what_one_page_holds", "client-6"),
    observed("bulk-empty", "A result without rows has its head and the locator null.", "simple-salesforce, bulk2", f"{_T}bulk.py::test_an_empty_result_has_its_head_and_the_word_null", "client-6"),
    documented("bulk-version", "Results asked for in another API version than the job's are refused with 409.", "Bulk API 2.0 guide: Errors", f"{_T}bulk.py::test_results_in_another_version_are_refused", "client-9"),
    documented("bulk-soql", "SOQL with groups, offsets or child rows makes no job.", "Bulk API 2.0 guide: SOQL considerations", f"{_T}bulk.py::test_soql_that_bulk_does_not_take_makes_no_job"),
    documented("bulk-ingest", "An ingest job is opened, takes one upload, is closed, and is then processed.", "Bulk API 2.0 guide: Ingest", f"{_T}bulk.py::test_an_ingest_job_goes_from_open_to_complete"),
    documented("bulk-outcomes", "Each row of a job is successful, failed or unprocessed, with its own columns.", "Bulk API 2.0 guide: Get Results", f"{_T}bulk.py::test_each_row_has_one_outcome_with_its_own_columns"),
    documented("bulk-rules", "Validation rules hold for loaded rows, unless the org's user has said otherwise.", "Bulk API 2.0 guide; the switch is ours", f"{_T}bulk.py::test_validation_rules_hold_unless_loading_says_otherwise"),
    observed("tooling-one-row", "A Tooling query that selects Metadata or FullName takes one row.", "Chrome-Salesforce-inspector 39", f"{_T}tooling.py::test_metadata_and_full_names_come_one_row_at_a_time", "trap-5", "client-9"),
    documented("tooling-virtual-objects", "EntityDefinition and its like refuse counts, groups, OR and inequality, and ignore LIMIT.", "Tooling API guide: SOQL limits on objects", f"{_T}tooling.py::test_virtual_objects_refuse_what_they_cannot_do", "client-9"),
    observed("tooling-whole-definition", "A Tooling update is the whole definition: a value left out goes.", "sim 5209", f"{_T}tooling.py::test_an_update_is_the_whole_definition", "trap-8"),
    documented("retrieve", "A retrieve gives what its manifest names as a zip that a deploy takes.", "Metadata API guide: retrieve()", f"{_T}retrieve.py::test_what_was_retrieved_deploys_and_changes_nothing", "client-10"),
    observed("retrieve-field-alone", "A field retrieved by itself comes in an object that is empty otherwise.", "forcedotcom/cli 2865", f"{_T}retrieve.py::test_named_components_come_in_their_files", "trap-25"),
    documented("quick-deploy", "A validation with tests is deployed quickly, under a new id, within ten days.", "Metadata API guide: deployRecentValidation()", f"{_T}deploy_control.py::test_a_validation_with_tests_is_deployed_under_a_new_id", "trap-21"),
    documented("quick-deploy-ten-days", "After ten days a validation is no good any more.", "Metadata API guide: deployRecentValidation()", f"{_T}deploy_control.py::test_a_validation_lasts_ten_days", "trap-21"),
    assumed("quick-deploy-ends", "Another deploy in between ends the right to a quick deploy.", "the guide speaks of changes; which ones is not told", f"{_T}deploy_control.py::test_another_deploy_in_between_ends_the_right", "trap-21"),
    documented("cancel-deploy", "A deploy that waits is cancelled; one that has ended is not.", "Metadata API guide: cancelDeploy()", f"{_T}deploy_control.py::test_a_waiting_deploy_is_cancelled_over_rest"),
    observed("deploy-outlives-client", "A deploy whose answer is lost goes on, and is found by its id.", "forcedotcom/cli 2023, 1811; on demand", f"{_T}faults.py::test_a_dropped_connection_gives_no_answer", "trap-17"),
    observed("picklist-job", "While a background job works on picklists none can be changed; on demand.", "forcedotcom/cli 1971", f"{_T}faults.py::test_a_running_picklist_job_refuses_picklists_alone", "trap-9", "client-9"),
    observed("passing-errors", "Locks, statuses of 5xx, late writes and lost answers happen on demand.", "salto: the errors its client repeats", f"{_T}faults.py::test_conditions_say_which_calls_are_struck", "also-5"),
    observed("only-deploys-purge", "A deploy with purgeOnDelete erases a field; CRUD calls cannot.", "jsforce 580, apex-mdapi 112", f"{_T}deleted_fields.py::test_only_a_deploy_can_purge", "trap-14"),
    observed("jsforce", "jsforce signs in, describes, reads, writes, deploys and retrieves without a patch.", "@jsforce/jsforce-node", f"{_C}jsforce_metadata.py::test_a_retrieve_gives_the_files_that_a_deploy_took", "client-8", "client-10"),
    observed("salesforce-cli", "The Salesforce CLI signs in with a token, queries, deploys and retrieves.", "@salesforce/cli", f"{_C}salesforce_cli_project.py::test_source_is_checked_without_a_trace_then_deployed", "client-10"),
)  # fmt: skip
