"""What the org does with definitions: fields, value sets, record types, permissions, duplicate rules."""

from __future__ import annotations

from dealspec.emulator.behaviours import assumed, documented, observed

_T = "tests/unit/emulator/salesforce/test_salesforce_"
_C = "tests/clients/test_simple_salesforce_"

BEHAVIOURS = (
    observed("new-field-invisible", "A new field is invisible to describe and SOQL until a permission set grants it.", "forcedotcom/cli 1876, idecore 56", f"{_T}visibility.py::test_a_new_field_is_invisible_until_a_permission_set_grants_it", "trap-1", "client-9"),
    observed("permission-set-replaced", "Deploying a permission set replaces all of it.", "salto 4123", f"{_T}visibility.py::test_deploying_a_permission_set_again_replaces_it", "trap-2", "client-9"),
    observed("no-grant-on-required", "A required field is always visible and refuses a field permission.", "sfpowerkit 587", f"{_T}visibility.py::test_a_required_field_is_always_visible_and_takes_no_grant", "trap-15"),
    observed("omitted-value", "A value that an update leaves out is deactivated, not removed.", "forcedotcom/cli 1047, sim 5209", f"{_T}fields.py::test_values_left_out_of_an_update_are_deactivated", "trap-6", "trap-7", "trap-8", "client-9"),
    observed("omitted-stage", "A stage that a standard value set leaves out is deactivated and kept.", "forcedotcom/cli 1047", f"{_T}value_sets.py::test_stages_left_out_are_deactivated_and_kept", "trap-8"),
    documented("standard-sets-not-listed", "listMetadata lists no standard value set.", "Metadata API guide: StandardValueSet", f"{_T}soap.py::test_standard_value_sets_are_not_listed", "trap-11", "client-9"),
    observed("encoded-value-names", "Value names in processes and record types are percent-encoded.", "forcedotcom/cli 155, 1486", f"{_T}value_sets.py::test_value_names_are_percent_encoded_in_processes_and_record_types", "trap-12"),
    observed("record-type-needs-value", "A record type or process that names an absent value is refused.", "forcedotcom/cli 155", f"{_T}value_sets.py::test_a_wrong_definition_is_refused", "trap-12"),
    observed("record-type-stays", "A record type cannot be deleted by API.", "salto: record_type_deletion validator", f"{_T}value_sets.py::test_a_record_type_cannot_be_deleted"),
    observed("own-or-global-values", "A field cannot change between values of its own and a global value set.", "sfdx-git-delta 714", f"{_T}labelled.py::test_a_field_keeps_its_kind_of_values", "trap-13"),
    observed("global-set-feeds", "A field of a global value set takes the set's values on records.", "apex-mdapi 267", f"{_T}value_sets.py::test_a_global_value_set_feeds_its_fields", "trap-22"),
    observed("global-set-unread", "A field of a global value set reads back without values.", "apex-mdapi 267", f"{_T}labelled.py::test_a_field_of_a_global_value_set_reads_back_without_values", "trap-22"),
    documented("field-defaults", "A field reads back with the vendor's defaults filled in.", "Metadata API WSDL: CustomField", f"{_T}fields.py::test_a_field_reads_back_with_the_vendors_defaults"),
    documented("wrong-field", "A field with attributes that do not fit its type is refused in the vendor's words.", "Metadata API guide: CustomField; public deploy logs", f"{_T}fields.py::test_a_wrong_field_is_refused"),
    documented("name-length", "An API name has 40 characters at most, without its ending.", "Help: fields' API names; fields_validation_rules_fields", f"{_T}labelled.py::test_an_api_name_has_forty_characters"),
    documented("type-changes", "Changes of type are allowed, lossy or refused as the help's table says.", "Help: notes_on_changing_custom_field_types", f"{_T}fields.py::test_a_type_change_is_judged"),
    observed("field-in-use", "A field that a rule, formula or matching rule names cannot be deleted.", "CumulusCI 228", f"{_T}fields.py::test_a_field_in_use_cannot_be_deleted", "also-1"),
    documented("field-names-ignore-case", "Field names are unique without regard to letter case.", "Help: fields' API names", f"{_T}fields.py::test_names_are_unique_without_regard_to_case"),
    assumed("unknown-types-kept", "A type that the org does not model reads back as it was sent.", "so that a deploy of a whole project passes", f"{_T}soap.py::test_a_type_that_is_not_modelled_is_given_back_as_it_came", "trap-24"),
    documented("redeploy-as-read", "A whole object deploys again as it was read.", "Metadata API guide: CustomObject", f"{_T}deploy.py::test_a_whole_object_is_redeployed_as_it_was_read"),
    documented("matching-rule-activates", "A matching rule is activating before it is active.", "Metadata API guide: MatchingRules", f"{_T}duplicate_rules.py::test_a_matching_rule_is_on_its_way_before_it_is_active"),
    documented("deleted-field-kept", "A deleted field frees its name, is kept fifteen days as `_del` and counts towards the limit; only a deploy with purgeOnDelete erases it.", "Help: fields_managing_deleted_fields; jsforce 580", f"{_T}deleted_fields.py::test_a_deleted_field_counts_until_it_is_erased", "trap-14"),
    documented("auto-numbers", "Records are numbered by their field's display format.", "Help: auto-number fields", f"{_T}deleted_fields.py::test_records_are_numbered_as_their_field_says"),
    observed("no-default-stage", "A business process of opportunities takes no default value.", "public guides to deploy failures", f"{_T}value_sets.py::test_a_wrong_definition_is_refused"),
    documented("custom-metadata-records", "Records of custom metadata types are read by SOQL and written by metadata alone.", "Metadata API guide: CustomMetadata", f"{_T}global_variables.py::test_custom_metadata_is_read_by_query_and_written_by_metadata_alone"),
    observed("setup-trail", "Every change of a definition leaves an entry in the setup audit trail.", "Object reference: SetupAuditTrail; words from published trails", f"{_T}setup_trail.py::test_a_change_leaves_its_entry"),
    observed("duplicate-rule-order", "Duplicate rules of an object are numbered without a gap.", "salto: duplicate_rules_sort_order validator", f"{_T}duplicate_rules.py::test_those_behind_a_deleted_rule_move_up"),
)  # fmt: skip
