"""What a check is: a stable code, its reason, an example each way, and the function that finds the faults."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from dealspec.core.diagnostics import Diagnostic, Severity
from dealspec.core.source import Position
from dealspec.schema.model import Schema


@dataclass(frozen=True, slots=True)
class Fault:
    """One place where a check does not hold: what is wrong there, and what to do."""

    summary: str
    position: Position
    hint: str


@dataclass(frozen=True, slots=True)
class Check:
    """A check over a schema. ``bad`` and ``good`` are YAML. Codes are never reused."""

    code: str
    title: str
    why: str
    bad: str
    good: str
    find: Callable[[Schema], Iterable[Fault]]
    severity: Severity = Severity.ERROR

    def diagnostics(self, schema: Schema) -> Iterator[Diagnostic]:
        """The faults in this schema, as diagnostics."""
        for fault in self.find(schema):
            yield Diagnostic(self.code, fault.summary, fault.position, self.why, fault.hint, self.severity)
