"""Runs deploys: saves a package's parts in the org's own order, all or nothing where asked, and keeps the result.

Result shapes: DeployResult and DeployMessage in the Metadata API WSDL. A deploy is done when it is started; it shows
as pending, then in progress on the first poll, so that clients must poll (assumed timing).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from dealspec.emulator.salesforce import ids, metadata, soap, strikes
from dealspec.emulator.salesforce.errors import MetadataError
from dealspec.emulator.salesforce.package import Package, PackageError, Part, open_package
from dealspec.emulator.salesforce.state import OrgState

Message = dict[str, Any]

KEPT = "deploy.kept"
"""Counts the deploys that changed anything."""
_TEST_LEVELS = frozenset(("RunSpecifiedTests", "RunLocalTests", "RunAllTestsInOrg"))
_RESULT_ORDER = (
    "canceledBy", "canceledByName", "checkOnly", "completedDate", "createdBy", "createdByName", "createdDate",
    "details", "done", "errorMessage",
    "errorStatusCode", "id", "ignoreWarnings", "lastModifiedDate", "numberComponentErrors", "numberComponentsDeployed",
    "numberComponentsTotal", "numberTestErrors", "numberTestsCompleted", "numberTestsTotal", "rollbackOnError",
    "runTestsEnabled", "startDate", "stateDetail", "status", "success",
)  # fmt: skip
_MESSAGE_ORDER = (
    "changed", "columnNumber", "componentType", "created", "createdDate", "deleted", "fileName", "fullName", "id",
    "lineNumber", "problem", "problemType", "success",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Options:
    """What a client may ask of a deploy; the rest of DeployOptions has no effect here."""

    check_only: bool = False
    rollback_on_error: bool = False
    ignore_warnings: bool = False
    single_package: bool = False
    purge_on_delete: bool = False
    run_tests: bool = False
    """Whether a test level other than NoTestRun was asked for; the org has no Apex, so no test ever fails."""


class _RollBack(Exception):
    """Ends a deploy whose writes must not stay."""


def options_of(given: Mapping[str, Any]) -> Options:
    """Options from their names on the wire; booleans may be booleans or text, what is absent is false (assumed)."""

    def flag(name: str) -> bool:
        return soap.truth(str(given.get(name, "")))

    tests = str(given.get("testLevel")) in _TEST_LEVELS or bool(given.get("runTests"))
    return Options(
        flag("checkOnly"), flag("rollbackOnError"), flag("ignoreWarnings"), flag("singlePackage"),
        flag("purgeOnDelete"), tests,
    )  # fmt: skip


def start(org: OrgState, user_id: str, data: bytes, options: Options) -> str:
    """Runs a deploy and gives its id; one that is stuck from its start waits with nothing done."""
    deploy_id = ids.record_id("0Af", org.store.next("id.0Af"))
    stuck = "deploy-stuck" in org.struck
    run = _Deploy(org, user_id, deploy_id, options)
    result = run.waiting() if stuck else run.run(data)
    if stuck or options.check_only:
        org.store.put_chunk(f"deploy/{deploy_id}", 0, data)
    kept = org.store.counter(KEPT)
    if not options.check_only and result["status"] in ("Succeeded", "SucceededPartial"):
        kept = org.store.next(KEPT)
    org.store.put_document("deploy", deploy_id, {
        "polls": 0, "result": result, "options": asdict(options), "user": user_id, "waiting": stuck, "kept": kept,
    })  # fmt: skip
    return deploy_id


def poll(org: OrgState, deploy_id: str) -> dict[str, Any] | None:
    """The result as it shows now, or None for an unknown id."""
    deploy_id = ids.long_form(deploy_id)
    document = org.store.document("deploy", deploy_id)
    if document is None:
        return None
    stuck = "deploy-stuck" in org.struck
    if document["waiting"] and not stuck:
        document = _resume(org, deploy_id, document)
    org.store.put_document("deploy", deploy_id, {**document, "polls": document["polls"] + 1})
    if stuck or not document["polls"]:
        return unfinished(document["result"], "InProgress")
    return dict(document["result"])


def cancel(org: OrgState, user_id: str, deploy_id: str) -> str | None:
    """Cancels a deploy that waits; else the reason why it cannot be (words assumed)."""
    deploy_id = ids.long_form(deploy_id)
    document = org.store.document("deploy", deploy_id)
    if document is None:
        return f"no deploy with id {deploy_id}"
    if not document["waiting"]:
        return "Deployment already completed"
    user = org.store.record("User", user_id) or {}
    now = org.clock.now().strftime("%Y-%m-%dT%H:%M:%S.000Z")
    result = {
        **unfinished(document["result"], "Canceled"), "done": True, "completedDate": now, "canceledBy": user_id,
        "canceledByName": user.get("Name", ""),
    }  # fmt: skip
    org.store.put_document("deploy", deploy_id, {**document, "result": result, "waiting": False, "polls": 1})
    return None


def _resume(org: OrgState, deploy_id: str, document: dict[str, Any]) -> dict[str, Any]:
    options = Options(**document["options"])
    data = b"".join(org.store.chunks(f"deploy/{deploy_id}"))
    result = _Deploy(org, document["user"], deploy_id, options).run(data)
    kept = document["kept"] if options.check_only or not result["success"] else org.store.next(KEPT)
    return {**document, "result": result, "waiting": False, "kept": kept}


def unfinished(result: Mapping[str, Any], status: str) -> dict[str, Any]:
    """How a result shows before the deploy is done."""
    hidden = {key: value for key, value in result.items() if key not in ("completedDate", "errorMessage")}
    counts = {"numberComponentErrors": 0, "numberComponentsDeployed": 0}
    details: dict[str, Any] = {"componentFailures": [], "componentSuccesses": []}
    return {**hidden, **counts, "details": details, "done": False, "status": status, "success": False}


def soap_result(result: Mapping[str, Any], *, details: bool) -> str:
    """A result as the WSDL's DeployResult."""
    parts = []
    for name in _RESULT_ORDER:
        if name == "details":
            parts.append(_soap_details(result["details"]) if details else "<details/>")
        else:
            parts.append(soap.element(name, result.get(name)))
    return f"<result>{''.join(parts)}</result>"


def _soap_details(details: Mapping[str, Any]) -> str:
    groups = []
    for group in ("componentFailures", "componentSuccesses"):
        for message in details[group]:
            inner = "".join(soap.element(name, message.get(name)) for name in _MESSAGE_ORDER)
            groups.append(f"<{group}>{inner}</{group}>")
    tests = "<runTestResult><numFailures>0</numFailures><numTestsRun>0</numTestsRun><totalTime>0.0</totalTime>"
    return f"<details>{''.join(groups)}{tests}</runTestResult></details>"


class _Deploy:
    def __init__(self, org: OrgState, user_id: str, deploy_id: str, options: Options) -> None:
        self.org, self.user_id, self.id, self.options = org, user_id, deploy_id, options
        self.now = org.clock.now().strftime("%Y-%m-%dT%H:%M:%S.000Z")
        self.failures: list[Message] = []
        self.successes: list[Message] = []

    def run(self, data: bytes) -> dict[str, Any]:
        error: str | None = None
        kept = False
        try:
            package = open_package(data, single=self.options.single_package)
            with self.org.transaction():
                self._save_all(package)
                if self.options.check_only or (self.failures and self.options.rollback_on_error):
                    raise _RollBack
            kept = True
        except PackageError as fault:
            error = fault.problem
            place = Part("", fault.file_name, fault.file_name, line=fault.line, column=1 if fault.line else None)
            self._fail(place, fault.problem)
        except _RollBack:
            pass
        return self._result(error, kept)

    def waiting(self) -> dict[str, Any]:
        """The result of a deploy that has not begun."""
        return unfinished(self._result(None, False), "Pending")

    def _save_all(self, package: Package) -> None:
        manifest = Part("", "package.xml", package.manifest_name)
        self.successes.append(self._message(manifest, changed=True, created=False))
        for part in package.deletions:
            self._delete(part)
        for part in package.parts:
            if part.problem is not None:
                self._fail(part, part.problem)
        waiting = [part for part in package.parts if part.problem is None]
        failed: list[tuple[Part, MetadataError]] = []
        for order in sorted({metadata.order_of(part.type) for part in waiting}):
            group = [part for part in waiting if metadata.order_of(part.type) == order]
            failed = self._save_group([*(part for part, _ in failed), *group])
        for part, reason in failed:
            self._fail(part, reason.fault.message)

    def _save_group(self, group: list[Part]) -> list[tuple[Part, MetadataError]]:
        """Parts may refer to each other in any order, so those that fail are tried again while any succeeds; gives
        the rest, which wait for the parts of later types."""
        failed: list[tuple[Part, MetadataError]] = []
        while group:
            failed = []
            for part in group:
                try:
                    strikes.check_picklist_job(self.org, part.type, part.body)
                    with self.org.transaction():
                        saved = metadata.save(self.org, part.type, part.body)
                except MetadataError as error:
                    failed.append((part, error))
                    continue
                message = self._message(part, changed=saved.changed, created=saved.created)
                self.successes.append({**message, "id": saved.id})
            if len(failed) == len(group):
                break
            group = [part for part, _ in failed]
        return failed

    def _delete(self, part: Part) -> None:
        try:
            gone = metadata.delete(self.org, part.type, part.full_name, purge=self.options.purge_on_delete)
        except MetadataError as error:
            if not error.fault.message.startswith("no "):
                self._fail(part, error.fault.message)
                return
            # A component that is already gone is only a warning (observed).
            warning = self._message(part, changed=False, created=False)
            self.successes.append({**warning, "problem": error.fault.message, "problemType": "Warning"})
            return
        self.successes.append({**self._message(part, changed=True, created=False), "deleted": True, "id": gone.id})

    def _message(self, part: Part, *, changed: bool, created: bool) -> Message:
        return {
            "changed": changed, "componentType": part.type, "created": created, "createdDate": self.now,
            "deleted": False, "fileName": part.file_name, "fullName": part.full_name, "success": True,
        }  # fmt: skip

    def _fail(self, part: Part, problem: str) -> None:
        message = self._message(part, changed=False, created=False)
        place = {"columnNumber": part.column, "lineNumber": part.line}
        known = {name: value for name, value in place.items() if value is not None}
        self.failures.append({**message, **known, "problem": problem, "problemType": "Error", "success": False})

    def _result(self, error: str | None, kept: bool) -> dict[str, Any]:
        deployed = [item for item in self.successes if item["componentType"]]
        status = "Succeeded" if not self.failures else "SucceededPartial" if kept else "Failed"
        user = self.org.store.record("User", self.user_id) or {}
        result = {
            "id": self.id, "checkOnly": self.options.check_only, "completedDate": self.now,
            "createdBy": self.user_id, "createdByName": user.get("Name", ""), "createdDate": self.now,
            "details": {"componentFailures": self.failures, "componentSuccesses": self.successes}, "done": True,
            "ignoreWarnings": self.options.ignore_warnings, "lastModifiedDate": self.now,
            "numberComponentErrors": len(self.failures), "numberComponentsDeployed": len(deployed),
            "numberComponentsTotal": len(deployed) + len(self.failures), "numberTestErrors": 0,
            "numberTestsCompleted": 0, "numberTestsTotal": 0, "rollbackOnError": self.options.rollback_on_error,
            "runTestsEnabled": self.options.run_tests, "startDate": self.now, "status": status,
            "success": not self.failures,
        }  # fmt: skip
        if error is not None:
            result |= {"errorMessage": error, "errorStatusCode": "UNKNOWN_EXCEPTION"}
        return result
