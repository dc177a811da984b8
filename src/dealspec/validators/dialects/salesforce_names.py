"""What Salesforce calls the fields and pipelines that conditions speak of. Names only; writes no formula."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dealspec.schema.model import FieldType, Schema
from dealspec.schema.vocabulary import BUILT_IN_OBJECTS, salesforce_name
from dealspec.validators.expr.nodes import FieldRef

_NATIVE_TYPES = {"LastActivityDate": FieldType.DATE, "CurrencyIsoCode": FieldType.PICKLIST}
"""Standard fields whose type in Salesforce is not the one we know them by (Object Reference: Opportunity)."""
_INVERTED = frozenset({"IsClosed"})
"""``is_open`` is the opposite of the field that Salesforce keeps."""
_KEPT_BY_SALESFORCE = frozenset({"CreatedDate", "SystemModstamp", "LastActivityDate"})
"""Fields that no save sets (Object Reference: system fields)."""
_OWNED_BY_USERS = frozenset({"opportunity", "account", "contact"})
"""Objects whose records no queue can own: there the owner is a user without saying so (Help: Owner in formulas)."""


@dataclass(frozen=True, slots=True)
class SalesforceName:
    """A field's API name and its type there.

    ``inverted``: the checkbox says the opposite. ``relationship``: of a lookup, what leads to its record. ``formula``:
    the text of a formula field, which counts where it is used. ``system``: Salesforce itself keeps the value.
    """

    api: str
    type: FieldType | None
    inverted: bool = False
    relationship: str = ""
    formula: str = ""
    system: bool = False


@dataclass(frozen=True, slots=True)
class SalesforceNames:
    """API names by (object, logical field), and the record type's developer name by pipeline."""

    fields: Mapping[tuple[str, str], SalesforceName]
    record_types: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, schema: Schema) -> SalesforceNames:
        """The names of everything built in or declared; a declared field comes before a built-in one."""
        found = {
            (obj.name, built_in.name): SalesforceName(
                built_in.salesforce,
                _NATIVE_TYPES.get(built_in.salesforce, built_in.type),
                built_in.salesforce in _INVERTED,
                relationship_path(obj.name, built_in.salesforce),
                system=built_in.salesforce in _KEPT_BY_SALESFORCE,
            )
            for obj in BUILT_IN_OBJECTS.values()
            for built_in in obj.fields.values()
        }
        for obj, declared in schema.fields():
            api = salesforce_name(declared)
            text = (declared.salesforce.formula or declared.formula or "") if declared.type.is_computed else ""
            path = relationship_path(obj.name, api) if declared.type.is_reference else ""
            found[obj.name, declared.name] = SalesforceName(api, declared.type, relationship=path, formula=text)
        return cls(found, {pipeline.name: pipeline.record_type for pipeline in schema.pipelines.values()})

    def field(self, ref: FieldRef) -> SalesforceName | None:
        """The name of a field, or None when nobody declared it."""
        return self.fields.get((ref.object, ref.name))


def relationship_path(obj: str, api: str) -> str:
    """What leads from a record to the one that its lookup names; empty for a field that is none.

    ``Partner__c`` is ``Partner__r``, ``AccountId`` is ``Account``; an owner is a user or a queue, and says which, where
    a queue could own the record (developer.salesforce.com/blogs, "Cross-Object Owner Fields").
    """
    if api == "OwnerId":
        return "Owner" if obj in _OWNED_BY_USERS else "Owner:User"
    if api.endswith("__c"):
        return f"{api.removesuffix('__c')}__r"
    return api.removesuffix("Id") if api.endswith("Id") else ""
