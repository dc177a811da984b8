"""The Metadata SOAP API: one handler per operation, found by the name of the body's element."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable

from dealspec.emulator.salesforce import deploy, errors, ids, metadata, quick_deploy, retrieve, soap, strikes
from dealspec.emulator.salesforce.access import Session
from dealspec.emulator.salesforce.definitions import CHILD_TYPES
from dealspec.emulator.salesforce.errors import Fault, MetadataError, SoapFault
from dealspec.emulator.salesforce.metadata_files import DIRECTORIES, properties
from dealspec.emulator.salesforce.quick_deploy import QuickDeployError
from dealspec.emulator.salesforce.state import OrgState
from dealspec.emulator.salesforce.wire import ShapeError, decode, encode
from dealspec.emulator.salesforce.xmltree import Node
from dealspec.emulator.web import Request, Response

MAX_COMPONENTS = 10
"""Components of one CRUD call (Metadata API guide, CRUD-based calls)."""
MAX_LISTS = 3
"""Queries of one listMetadata call (Metadata API guide)."""
_Outcome = tuple[str, bool, list[Fault]]
"""Full name, whether it was created, and the faults."""


class _RollBack(Exception):
    """Ends an all-or-none call whose results are still the answer."""


def answer(org: OrgState, request: Request) -> Response:
    """Answers one SOAP request."""
    try:
        return _answer(org, request)
    except SoapFault as fault:
        return soap.fault(fault)


def _answer(org: OrgState, request: Request) -> Response:
    match = re.match(r"/services/Soap/([a-z])/(\d+)\.0(?:/|$)", request.path)
    if match is None or request.method != "POST":
        raise SoapFault("UNKNOWN_EXCEPTION", "Destination URL not reset or not served by the embedded org")
    token, all_or_none, operation = soap.read_envelope(request.body)
    if operation.name == "login":
        # SOAP login() is gone from version 65 and off by default in new orgs (Help: 005132110; words assumed).
        gone = int(match.group(2)) >= 65
        words = "not supported in this API version" if gone else "disabled by default in this org"
        code = "UNSUPPORTED_API_VERSION" if gone else "INVALID_OPERATION"
        raise SoapFault(code, f"SOAP API login() is {words}. Use an external client app instead.", detailed=True)
    if int(match.group(2)) < 31:
        raise SoapFault("UNSUPPORTED_API_VERSION", f"API version {match.group(2)}.0 is retired")
    session = org.session(token)
    if session is None:
        raise SoapFault("INVALID_SESSION_ID", errors.SOAP_INVALID_SESSION)
    if "ApiEnabled" not in session.permissions:
        raise SoapFault("API_DISABLED_FOR_ORG", errors.API_DISABLED)
    if not session.may_use_metadata:
        raise SoapFault("INSUFFICIENT_ACCESS", errors.METADATA_RIGHT)
    handler = OPERATIONS.get(operation.name) if match.group(1) == "m" else None
    if handler is None:
        raise SoapFault("UNKNOWN_EXCEPTION", f"The embedded org does not serve the operation {operation.name}")
    org.records.surroundings.session = session
    results = handler(org, session, operation, all_or_none)
    return soap.answer(operation.name, results, org.limit_info())


def _read(org: OrgState, _session: Session, node: Node, _atomic: bool) -> list[str]:
    type_name = node.value("type")
    names = [child.text.strip() for child in node.all("fullNames")]
    _limit(len(names), MAX_COMPONENTS)
    records = []
    for name in names:
        body = metadata.read(org, type_name, name)
        # An unknown name comes back as a nil record (assumed; both public clients accept it).
        record = '<records xsi:nil="true"/>'
        if body is not None:
            record = f'<records xsi:type="{type_name}">{encode(type_name, body)}</records>'
        records.append(record)
    return [f"<result>{''.join(records)}</result>"]


def _save(mode: str) -> Callable[[OrgState, Session, Node, bool], list[str]]:
    def handler(org: OrgState, _session: Session, node: Node, atomic: bool) -> list[str]:
        parts = list(node.all("metadata"))
        _limit(len(parts), MAX_COMPONENTS)
        if len({part.xsi_type for part in parts}) > 1:
            raise SoapFault("INVALID_TYPE", "You must submit arrays of only one type of component")
        results = _each(org, parts, atomic, lambda part: _save_one(org, part, mode))
        if mode == "upsert":
            return [soap.save_result(name, faults, created=created) for name, created, faults in results]
        return [soap.save_result(name, faults) for name, _, faults in results]

    return handler


def _save_one(org: OrgState, part: Node, mode: str) -> _Outcome:
    full_name = part.value("fullName")
    try:
        body = decode(part.xsi_type, part)
        strikes.check_picklist_job(org, part.xsi_type, body)
        with org.transaction():
            saved = metadata.save(org, part.xsi_type, body, mode)
    except ShapeError as error:
        raise SoapFault("INVALID_TYPE", error.message) from error
    except MetadataError as error:
        return full_name, False, [error.fault]
    return saved.full_name, saved.created, []


def _delete(org: OrgState, _session: Session, node: Node, atomic: bool) -> list[str]:
    type_name = node.value("type")
    names = list(node.all("fullNames"))
    _limit(len(names), MAX_COMPONENTS)

    def one(name: Node) -> _Outcome:
        try:
            with org.transaction():
                metadata.delete(org, type_name, name.text.strip())
        except MetadataError as error:
            return name.text.strip(), False, [error.fault]
        return name.text.strip(), False, []

    return [soap.save_result(name, faults) for name, _, faults in _each(org, names, atomic, one)]


def _each(org: OrgState, parts: list[Node], atomic: bool, act: Callable[[Node], _Outcome]) -> list[_Outcome]:
    """Each part on its own; with ``AllOrNoneHeader`` one failure undoes all (Metadata API guide, upsertMetadata)."""
    results: list[_Outcome] = []
    try:
        with org.transaction():
            for place, part in enumerate(parts):
                refused = strikes.unlucky(org, place, len(parts))
                results.append((part.value("fullName") or part.text, False, [refused]) if refused else act(part))
            if atomic and any(faults for _, _, faults in results):
                raise _RollBack
    except _RollBack:
        undone = Fault("ALL_OR_NONE_OPERATION_ROLLED_BACK", "Record rolled back because not all records were valid")
        results = [(name, False, faults or [undone]) for name, _, faults in results]
    return results


def _list(org: OrgState, _session: Session, node: Node, _atomic: bool) -> list[str]:
    queries = list(node.all("queries"))
    _limit(len(queries), MAX_LISTS)
    return [
        f"<result>{properties(org, item)}</result>"
        for query in queries
        for item in metadata.listed(org, query.value("type"))
    ]


def _describe(_org: OrgState, _session: Session, _node: Node, _atomic: bool) -> list[str]:
    objects = []
    for name, (folder, suffix) in sorted(DIRECTORIES.items()):
        children = "".join(soap.element("childXmlNames", child) for child in CHILD_TYPES if name == "CustomObject")
        rest = soap.elements(directoryName=folder, inFolder=False, metaFile=False, suffix=suffix, xmlName=name)
        objects.append(f"<metadataObjects>{children}{rest}</metadataObjects>")
    tail = soap.elements(organizationNamespace="", partialSaveAllowed=True, testRequired=False)
    return [f"<result>{''.join(objects)}{tail}</result>"]


def _deploy(org: OrgState, session: Session, node: Node, _atomic: bool) -> list[str]:
    options = node.child("DeployOptions")
    given: dict[str, str] = {child.name: child.text.strip() for child in options.children} if options else {}
    try:
        data = base64.b64decode(node.value("ZipFile"), validate=False)
    except ValueError as error:
        raise SoapFault("INVALID_TYPE", f"ZipFile is not base64: {error}") from error
    deploy_id = deploy.start(org, session.user_id, data, deploy.options_of(given))
    return [f"<result>{soap.elements(done=False, id=deploy_id, state='Queued')}</result>"]


def _check_deploy(org: OrgState, _session: Session, node: Node, _atomic: bool) -> list[str]:
    result = deploy.poll(org, node.value("asyncProcessId"))
    if result is None:
        raise SoapFault("INVALID_ID_FIELD", f"no deploy with id {node.value('asyncProcessId')}")
    return [deploy.soap_result(result, details=soap.truth(node.value("includeDetails")))]


def _cancel(org: OrgState, session: Session, node: Node, _atomic: bool) -> list[str]:
    deploy_id = node.value("String") or node.value("asyncProcessId")
    refused = deploy.cancel(org, session.user_id, deploy_id)
    if refused is not None:
        raise SoapFault("INVALID_ID_FIELD", refused)
    return [f"<result>{soap.elements(done=True, id=ids.long_form(deploy_id))}</result>"]


def _quick(org: OrgState, session: Session, node: Node, _atomic: bool) -> list[str]:
    try:
        return [soap.element("result", quick_deploy.start(org, session.user_id, node.value("validationId")))]
    except QuickDeployError as error:
        raise SoapFault(error.code, str(error)) from error


def _retrieve(org: OrgState, _session: Session, node: Node, _atomic: bool) -> list[str]:
    # The WSDL says retrieveRequest, jsforce writes request.
    asked = node.child("retrieveRequest") or node.child("request")
    if asked is None:
        raise SoapFault("INVALID_TYPE", "retrieveRequest is missing")
    return [f"<result>{soap.elements(done=False, id=retrieve.start(org, asked), state='Queued')}</result>"]


def _check_retrieve(org: OrgState, _session: Session, node: Node, _atomic: bool) -> list[str]:
    # includeZip is true where nobody says otherwise (Metadata API guide, checkRetrieveStatus).
    result = retrieve.poll(org, node.value("asyncProcessId"), with_zip=soap.truth(node.value("includeZip", "true")))
    if result is None:
        raise SoapFault("INVALID_ID_FIELD", f"no retrieve with id {node.value('asyncProcessId')}")
    return [result]


def _limit(count: int, most: int) -> None:
    if count > most:
        raise SoapFault("LIMIT_EXCEEDED", f"The number of elements in the call exceeds the maximum of {most}")


OPERATIONS: dict[str, Callable[[OrgState, Session, Node, bool], list[str]]] = {
    "readMetadata": _read,
    "createMetadata": _save("create"),
    "updateMetadata": _save("update"),
    "upsertMetadata": _save("upsert"),
    "deleteMetadata": _delete,
    "listMetadata": _list,
    "describeMetadata": _describe,
    "deploy": _deploy,
    "checkDeployStatus": _check_deploy,
    "cancelDeploy": _cancel,
    "deployRecentValidation": _quick,
    "retrieve": _retrieve,
    "checkRetrieveStatus": _check_retrieve,
}
"""The operations served; any other is a fault."""
