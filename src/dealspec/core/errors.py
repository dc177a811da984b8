"""The ways a command can end without doing what was asked, each with its exit code. Never carries a secret.

``DealspecError``
  ├─ ``InvalidInput``   65: schema, configuration or plan file; holds every diagnostic
  ├─ ``UsageFault``     64: the command line
  ├─ ``Refused``         4: a person is needed
  ├─ ``Incomplete``      3: something could not be read or judged
  ├─ ``PartialApply``    5: some steps are done, some are not or are uncertain
  └─ ``VendorError``    69: the vendor or the network said no
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from dealspec.core.diagnostics import Diagnostic, ordered


class ExitCode(IntEnum):
    """What a command's end means; stable."""

    CLEAN = 0
    FINDINGS = 1
    CHANGES = 2
    INCOMPLETE = 3
    REFUSED = 4
    PARTIAL = 5
    USAGE = 64
    INVALID = 65
    VENDOR = 69
    BUG = 70
    INTERRUPTED = 130


_PRECEDENCE = (
    ExitCode.INTERRUPTED,
    ExitCode.BUG,
    ExitCode.VENDOR,
    ExitCode.INVALID,
    ExitCode.USAGE,
    ExitCode.PARTIAL,
    ExitCode.REFUSED,
    ExitCode.INCOMPLETE,
    ExitCode.FINDINGS,
    ExitCode.CHANGES,
    ExitCode.CLEAN,
)


def gravest(codes: Iterable[ExitCode]) -> ExitCode:
    """The one exit code to end with when several hold."""
    return min(codes, key=_PRECEDENCE.index, default=ExitCode.CLEAN)


class DealspecError(Exception):
    """An end that is said to the user in words: what, why, and what to do."""

    exit_code = ExitCode.BUG

    def __init__(self, what: str, *, why: str = "", hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.why = why
        self.hint = hint


class InvalidInput(DealspecError):
    """Files that do not say something we can work with."""

    exit_code = ExitCode.INVALID

    def __init__(self, diagnostics: Iterable[Diagnostic], what: str = "") -> None:
        self.diagnostics = ordered(diagnostics)
        count = len(self.diagnostics)
        super().__init__(what or f"{count} {'fault' if count == 1 else 'faults'} in the files.")


class UsageFault(DealspecError):
    """A command line that cannot be carried out."""

    exit_code = ExitCode.USAGE


class Refused(DealspecError):
    """We will not do this without a person's word; the hint names the command that would."""

    exit_code = ExitCode.REFUSED


class Incomplete(DealspecError):
    """Part of the picture is missing, so no clean answer can be given."""

    exit_code = ExitCode.INCOMPLETE


class PartialApply(DealspecError):
    """A run that did some of its steps."""

    exit_code = ExitCode.PARTIAL


class VendorError(DealspecError):
    """The CRM or the network refused or failed."""

    exit_code = ExitCode.VENDOR

    def __init__(
        self,
        what: str,
        *,
        vendor_code: str = "",
        status: int | None = None,
        request_id: str = "",
        retryable: bool = False,
        why: str = "",
        hint: str = "",
    ) -> None:
        super().__init__(what, why=why, hint=hint)
        self.vendor_code = vendor_code
        self.status = status
        self.request_id = request_id
        self.retryable = retryable


class MissingAccess(VendorError):
    """The credentials work but may not do this; nothing we say about the target would be complete."""

    exit_code = ExitCode.INCOMPLETE
