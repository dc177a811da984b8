"""The CRM objects the portal serves and every name a path may call them. Holds no records."""

from __future__ import annotations

from dataclasses import dataclass

from dealspec.emulator.hubspot.errors import HubSpotError, not_served, unknown_object_type


@dataclass(frozen=True, slots=True)
class ObjectType:
    """A CRM object: its type id, names, and the properties a read returns unasked."""

    type_id: str
    plural: str
    singular: str
    modified: str
    defaults: tuple[str, ...]
    searched: tuple[str, ...]
    """Properties that a search's ``query`` looks through (developers.hubspot.com, crm/search-the-crm)."""
    created: str = "createdate"
    required: tuple[str, ...] = ()
    """Properties that a new record must hold."""

    @property
    def is_custom(self) -> bool:
        """Whether the portal made it (ids of custom objects begin with ``2-``)."""
        return self.type_id.startswith("2-")

    @property
    def place(self) -> tuple[str, str]:
        """The properties that hold a record's pipeline and stage (crm/pipelines guide); of no use without pipelines."""
        return ("pipeline", "dealstage") if self.type_id == "0-3" else ("hs_pipeline", "hs_pipeline_stage")

    @property
    def has_pipelines(self) -> bool:
        """Whether records run through pipelines."""
        return self.is_custom or self.type_id == "0-3"

    @property
    def always(self) -> tuple[str, str, str]:
        """Properties that every record answer carries."""
        return (self.created, self.modified, "hs_object_id")


CONTACTS = ObjectType(
    "0-1", "contacts", "contact", "lastmodifieddate",
    ("createdate", "email", "firstname", "hs_object_id", "lastmodifieddate", "lastname"),
    ("firstname", "lastname", "email", "phone", "company"),
)  # fmt: skip
COMPANIES = ObjectType(
    "0-2", "companies", "company", "hs_lastmodifieddate",
    ("createdate", "domain", "hs_lastmodifieddate", "hs_object_id", "name"),
    ("website", "phone", "name", "domain"),
)  # fmt: skip
DEALS = ObjectType(
    "0-3", "deals", "deal", "hs_lastmodifieddate",
    ("amount", "closedate", "createdate", "dealname", "dealstage", "hs_lastmodifieddate", "hs_object_id", "pipeline"),
    ("dealname", "pipeline", "dealstage", "description", "dealtype"),
)  # fmt: skip

TASKS = ObjectType(
    "0-27", "tasks", "task", "hs_lastmodifieddate",
    ("hs_createdate", "hs_lastmodifieddate", "hs_object_id"),
    ("hs_task_subject", "hs_task_body"), "hs_createdate", ("hs_timestamp",),
)  # fmt: skip
NOTES = ObjectType(
    "0-46", "notes", "note", "hs_lastmodifieddate",
    ("hs_createdate", "hs_lastmodifieddate", "hs_object_id"),
    ("hs_note_body",), "hs_createdate", ("hs_timestamp",),
)  # fmt: skip

SERVED = (CONTACTS, COMPANIES, DEALS)
ACTIVITIES = (TASKS, NOTES)
"""What is logged on records of the others (crm/activities guides)."""
EVERY = (*SERVED, *ACTIVITIES)

_NOT_SERVED = {
    "0-5": ("tickets", "ticket"), "0-7": ("products", "product"), "0-8": ("line_items", "line_item"),
    "0-14": ("quotes", "quote"),
    "0-47": ("meetings", "meeting"), "0-48": ("calls", "call"), "0-49": ("emails", "email"),
    "0-53": ("invoices", "invoice"), "0-69": ("subscriptions", "subscription"), "0-115": ("users", "user"),
    "0-123": ("orders", "order"), "0-136": ("leads", "lead"), "0-142": ("carts", "cart"),
}  # fmt: skip

_BY_NAME = {name: served for served in EVERY for name in (served.type_id, served.plural, served.singular)}
_OTHERS = {name for type_id, names in _NOT_SERVED.items() for name in (type_id, *names)}


def object_type(name: str) -> ObjectType:
    """The object a path names: plural or singular in any case, or type id (observed, API 2026-09)."""
    served = _BY_NAME.get(name.lower())
    if served is None:
        raise _refusal(name)
    return served


def _refusal(name: str) -> HubSpotError:
    if name.lower() in _OTHERS:
        return not_served("object", name)
    return unknown_object_type(name)
