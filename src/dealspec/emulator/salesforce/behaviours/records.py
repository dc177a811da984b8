"""What the org does with records and queries."""

from __future__ import annotations

from dealspec.emulator.behaviours import assumed, documented, observed

_T = "tests/unit/emulator/salesforce/test_salesforce_"

BEHAVIOURS = (
    observed("wrong-value", "A value that does not fit its field is refused with the vendor's code, words and field.", "public logs; REST API guide: Status Codes", f"{_T}record_saves.py::test_a_wrong_value_is_refused"),
    observed("restricted-picklist", "A value that a restricted picklist lacks is refused: INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST.", "public logs", f"{_T}record_saves.py::test_a_wrong_value_is_refused"),
    documented("text-too-long", "A text beyond its field's length is refused: STRING_TOO_LONG.", "REST API guide: Status Codes and Error Responses", f"{_T}record_saves.py::test_a_wrong_value_is_refused"),
    documented("stored-values", "Numbers are rounded to their scale and texts trimmed as the platform keeps them.", "Object reference: field types", f"{_T}record_saves.py::test_a_value_is_stored_as_the_platform_keeps_it"),
    documented("unique-values", "A unique value is taken until its record goes.", "Help: fields' attributes", f"{_T}record_saves.py::test_a_unique_value_is_taken_until_its_record_goes"),
    assumed("every-failing-rule", "Every validation rule that fails is told, one entry each.", "order of execution evaluates all of them", f"{_T}record_saves.py::test_several_rules_that_fail_are_all_told"),
    documented("prior-values-in-rules", "A rule sees prior values and related records.", "Help: PRIORVALUE", f"{_T}record_saves.py::test_a_rule_sees_prior_values_and_related_records"),
    documented("external-id", "A record is created or updated by an external id.", "REST API guide: sObject Rows by External ID", f"{_T}record_saves.py::test_an_external_id_upserts", "client-5"),
    documented("restricted-by-record-type", "A record type narrows the values of its restricted picklists.", "Metadata API guide: RecordType", f"{_T}value_sets.py::test_a_record_type_narrows_its_restricted_picklists"),
    documented("deleted-in-query-all", "Deleted records are in queryAll only.", "REST API guide: QueryAll", f"{_T}soql.py::test_deleted_records_are_in_query_all_only"),
    documented("delete-follows-lookups", "A deleted record leaves or takes its children as their lookup says.", "Metadata API guide: CustomField.deleteConstraint", f"{_T}record_saves.py::test_a_deleted_record_leaves_its_children_as_their_lookup_says"),
    documented("fresh-stages", "A fresh org has the ten standard stages.", "Help: default opportunity stages", f"{_T}value_sets.py::test_a_fresh_org_has_the_standard_stages"),
    documented("soql-refusals", "A wrong query is refused with its code and place.", "SOQL reference", f"{_T}soql.py::test_a_wrong_query_is_refused"),
    documented("global-variables", "Rules, formula fields and defaults read the user, the profile, the role, the org, settings, labels, custom metadata and the record type.", "Help: global variables; Apex guide: FormulaGlobal", f"{_T}global_variables.py::test_a_rule_reads_a_global_variable"),
    documented("vlookup", "VLOOKUP finds the first record of a custom object by its name.", "Help: VLOOKUP", f"{_T}global_variables.py::test_a_rule_reads_a_global_variable"),
    documented("setting-levels", "A setting of the user goes before the profile's and the org's.", "Apex guide: custom settings methods", f"{_T}global_variables.py::test_a_setting_of_the_user_goes_before_the_profiles_and_the_orgs"),
    documented("field-history", "Changes of tracked fields are kept with their old and new values.", "Object reference: OpportunityFieldHistory; Help: tracking_field_history", f"{_T}histories.py::test_a_new_record_has_one_row_and_each_tracked_change_another"),
    documented("stage-history", "Changes of stage, amount, close date and probability are kept.", "Object reference: OpportunityHistory", f"{_T}histories.py::test_a_stage_history_follows_stage_amount_close_date_and_probability"),
    documented("id-checksum", "Ids of 18 characters carry a checksum of the letters' case.", "Help 000383751", f"{_T}http.py::test_ids_carry_the_vendors_checksum"),
)  # fmt: skip
