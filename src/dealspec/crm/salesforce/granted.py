"""Which fields our permission sets grant in an org, so that a pulled field says who its access is a matter of. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from dealspec.crm.salesforce.markup import flag, text_of
from dealspec.crm.salesforce.names import EDITOR, PARTNER_SAFE, READER
from dealspec.crm.salesforce.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Granted:
    """Fields by full API name that our editors may edit or see, and that readers and partners may see."""

    editable: frozenset[str]
    seen_by_editors: frozenset[str]
    seen_by_readers: frozenset[str]
    seen_by_partners: frozenset[str]
    own_objects: frozenset[str] = frozenset()
    """Objects by API name whose records our editors may make and change, and our readers see."""

    @classmethod
    def of(cls, live: Snapshot) -> Granted:
        """What our permission sets of an org grant; an org without them grants nothing."""
        return cls(
            _fields(live, EDITOR, "editable"),
            _fields(live, EDITOR, "readable"),
            _fields(live, READER, "readable"),
            _fields(live, PARTNER_SAFE, "readable"),
            _objects(live, EDITOR, "allowCreate", "allowEdit") & _objects(live, READER, "allowRead"),
        )

    def access(self, full_name: str, *, computed: bool) -> tuple[bool | None, bool]:
        """What the field says of it: ``granted: false`` where the org's own permission sets alone say who sees it, and
        whether partners may.
        """
        by_editors = self.seen_by_editors if computed else self.editable
        if full_name in by_editors and full_name in self.seen_by_readers:
            return None, full_name in self.seen_by_partners
        return False, False


def _fields(live: Snapshot, permission_set: str, right: str) -> frozenset[str]:
    element = live.get("PermissionSet", permission_set)
    entries = [] if element is None else element.findall("fieldPermissions")
    return frozenset(text_of(entry, "field") for entry in entries if flag(entry, right))


def _objects(live: Snapshot, permission_set: str, *rights: str) -> frozenset[str]:
    element = live.get("PermissionSet", permission_set)
    entries = [] if element is None else element.findall("objectPermissions")
    return frozenset(text_of(entry, "object") for entry in entries if all(flag(entry, right) for right in rights))
