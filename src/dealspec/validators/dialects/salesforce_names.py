"""What Salesforce calls the fields and pipelines that conditions speak of. Names only; writes no formula."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dealspec.schema.model import FieldType, Schema
from dealspec.schema.vocabulary import BUILT_IN_OBJECTS, salesforce_name
from dealspec.validators.expr.nodes import FieldRef

_NATIVE_TYPES = {"LastActivityDate": FieldType.DATE, "CurrencyIsoCode": FieldType.PICKLIST}
"""Standard fields whose type in Salesforce is not the one we know them by (Object Reference: Opportunity)."""
_INVERTED = frozenset({"IsClosed"})
"""``is_open`` is the opposite of the field that Salesforce keeps."""


@dataclass(frozen=True, slots=True)
class SalesforceName:
    """A field's API name and its type there; ``inverted``: the checkbox says the opposite."""

    api: str
    type: FieldType | None
    inverted: bool = False


@dataclass(frozen=True, slots=True)
class SalesforceNames:
    """API names by (object, logical field), and the record type's developer name by pipeline."""

    fields: Mapping[tuple[str, str], SalesforceName]
    record_types: Mapping[str, str]

    @classmethod
    def of(cls, schema: Schema) -> SalesforceNames:
        """The names of everything built in or declared; a declared field comes before a built-in one."""
        found = {
            (obj.name, built_in.name): SalesforceName(
                built_in.salesforce,
                _NATIVE_TYPES.get(built_in.salesforce, built_in.type),
                built_in.salesforce in _INVERTED,
            )
            for obj in BUILT_IN_OBJECTS.values()
            for built_in in obj.fields.values()
        }
        for obj, declared in schema.fields():
            found[obj.name, declared.name] = SalesforceName(salesforce_name(declared), declared.type)
        return cls(found, {pipeline.name: pipeline.record_type for pipeline in schema.pipelines.values()})

    def field(self, ref: FieldRef) -> SalesforceName | None:
        """The name of a field, or None when nobody declared it."""
        return self.fields.get((ref.object, ref.name))
