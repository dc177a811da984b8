"""A finding: one violation of one rule by one record. Holds ids and words, never a record's values."""

from __future__ import annotations

from dataclasses import dataclass

from dealspec.core.diagnostics import Severity


@dataclass(frozen=True, slots=True)
class Finding:
    """One violation: which record of which target breaks which gate or rule, what that means, what to do."""

    target: str
    rule: str
    record_id: str
    object: str
    severity: Severity
    message: str
    detail: str = ""
    """What of the rule this record breaks: labels of fields and ids of records, never values."""
    hint: str = ""
    url: str = ""

    def sort_key(self) -> tuple[str, str, str, str]:
        """Orders by target, rule, record."""
        return (self.target, self.rule, self.object, self.record_id)
