"""The objects of the Tooling API that the embedded org has: their columns, as literal tables. Reads nothing.

Columns: Tooling API guide, one page per object. ``Lazy`` columns are worked out on read, one row at a time, and can be
neither filtered nor sorted (documented for FullName and Metadata).
"""

from __future__ import annotations

from dealspec.emulator.salesforce.catalog import Field, ObjectType

_AUDIT = """
CreatedDate DateTime | CreatedById Lookup(User) | LastModifiedDate DateTime | LastModifiedById Lookup(User)
| SystemModstamp DateTime
"""
_TABLES = {
    "CustomField": f"""
Id Id | TableEnumOrId Text | DeveloperName Text | NamespacePrefix Text | ManageableState Text | Length Integer
| Precision Integer | Scale Integer | RelationshipLabel Text | SummaryOperation Text | Description Text
| InlineHelpText Text | EntityDefinitionId Lookup(EntityDefinition) | FullName Lazy | Metadata Lazy | {_AUDIT}""",
    "ValidationRule": f"""
Id Id | Active Checkbox | Description Text | EntityDefinitionId Lookup(EntityDefinition) | ErrorDisplayField Text
| ErrorMessage Text | ValidationName Text | NamespacePrefix Text | ManageableState Text | FullName Lazy
| Metadata Lazy | {_AUDIT}""",
    "EntityDefinition": """
Id Id | DurableId Text | QualifiedApiName Text | DeveloperName Text | MasterLabel Text | Label Text | PluralLabel Text
| NamespacePrefix Text | KeyPrefix Text | InternalSharingModel Text | DeploymentStatus Text | IsCustomizable Checkbox
| IsCustomSetting Checkbox | IsQueryable Checkbox | IsApexTriggerable Checkbox | IsWorkflowEnabled Checkbox
| IsLayoutable Checkbox | IsSearchable Checkbox | IsTriggerable Checkbox | IsDeprecatedAndHidden Checkbox
| DetailUrl Text | EditUrl Text | NewUrl Text | FullName Lazy | Metadata Lazy""",
    "FieldDefinition": """
Id Id | DurableId Text | QualifiedApiName Text | DeveloperName Text | MasterLabel Text | Label Text | DataType Text
| ValueTypeId Text | EntityDefinitionId Lookup(EntityDefinition) | NamespacePrefix Text | Length Integer
| Precision Integer | Scale Integer | Description Text | IsCalculated Checkbox | IsCompound Checkbox
| IsFieldHistoryTracked Checkbox | IsHighScaleNumber Checkbox | IsHtmlFormatted Checkbox | IsIndexed Checkbox
| IsNameField Checkbox | IsNillable Checkbox | IsPolymorphicForeignKey Checkbox | IsApiFilterable Checkbox
| IsApiGroupable Checkbox | IsApiSortable Checkbox | IsListVisible Checkbox | RelationshipName Text
| ReferenceTo Lazy | ReferenceTargetField Text | BusinessStatus Text | SecurityClassification Text
| ComplianceGroup Text | FullName Lazy | Metadata Lazy""",
}
_PREFIXES = {"CustomField": "00N", "ValidationRule": "03d", "EntityDefinition": "4ie", "FieldDefinition": "4fe"}
"""The first two are known, the others assumed."""
VIRTUAL = frozenset(("EntityDefinition", "FieldDefinition"))
"""Objects under the SOQL limits of the Tooling API (Tooling API guide, SOQL Operation Limitations)."""


class ToolingObjects:
    """The Tooling API's objects by name."""

    def __init__(self) -> None:
        self._objects = {name.lower(): _built(name, table) for name, table in _TABLES.items()}

    def names(self) -> list[str]:
        """Every object."""
        return [item.name for item in self._objects.values()]

    def object(self, name: str) -> ObjectType | None:
        """An object in any case."""
        return self._objects.get(name.lower())


def _built(name: str, table: str) -> ObjectType:
    fields = [_field(name, *line.split()) for line in table.split("|")]
    by_name = {field.name.lower(): field for field in fields}
    related = {field.relationship.lower(): field for field in fields if field.relationship}
    return ObjectType(name, name, name, _PREFIXES[name], False, by_name, related)


def _field(object_name: str, name: str, kind: str) -> Field:
    label = name.removesuffix("Id")
    if kind.startswith("Lookup("):
        return Field(object_name, name, label, "Lookup", length=18, targets=(kind[7:-1],), relationship=label)
    if kind == "Lazy":
        return Field(object_name, name, label, "LongTextArea", length=32_000)
    return Field(object_name, name, label, kind, length=255 if kind == "Text" else 18 if kind == "Id" else 0)
