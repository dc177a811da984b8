"""What Salesforce probes work with: an object, its fields and rules, and a permission set of their own.

Everything hangs on the object, so that no rule or record of the org is met, and deleting the two removes it all.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

from dealspec.commands.conformance.manifest import Made, Manifest
from dealspec.commands.conformance.probe import PREFIX, NotProbed
from dealspec.commands.conformance.wire import Reply, Wire

OBJECT = f"{PREFIX}record__c"
ACCESS = f"{PREFIX}access"
_NAMESPACE = "http://soap.sforce.com/2006/04/metadata"
_OBJECT = (
    f"<fullName>{OBJECT}</fullName><deploymentStatus>Deployed</deploymentStatus><label>{PREFIX}record</label>"
    f"<nameField><label>Name</label><type>Text</type></nameField><pluralLabel>{PREFIX}records</pluralLabel>"
    "<sharingModel>ReadWrite</sharingModel>"
)
_GRANT = (
    f"<objectPermissions><allowCreate>true</allowCreate><allowDelete>true</allowDelete><allowEdit>true</allowEdit>"
    f"<allowRead>true</allowRead><modifyAllRecords>false</modifyAllRecords><object>{OBJECT}</object>"
    f"<viewAllRecords>false</viewAllRecords></objectPermissions>"
)


class SalesforceLab:
    """One org that is being asked."""

    def __init__(self, wire: Wire, manifest: Manifest) -> None:
        self.wire, self.manifest = wire, manifest
        self.base = f"/services/data/v{wire.door.api_version}"
        self._ready = False
        self._granted: dict[str, bool] = {}

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Reply:
        """Reads; a path without a slash in front is one of the pinned API version."""
        return self.wire.read(
            "GET", path if path.startswith("/") else f"{self.base}/{path}".rstrip("/"), headers=headers
        )

    def query(self, soql: str) -> list[dict[str, Any]]:
        """Rows; raises ``NotProbed`` where the org refuses the query."""
        reply = self.get(f"query?q={quote(soql)}")
        if reply.status != 200:
            raise NotProbed(f"the org refused what the probe needs: {refusal(reply)}")
        return list(reply.json()["records"])

    def read(self, type_name: str, *names: str, token: str | None = None) -> Reply:
        """``readMetadata``."""
        inner = "".join(f"<fullNames>{name}</fullNames>" for name in names)
        return self._soap("readMetadata", f"<type>{type_name}</type>{inner}", reads=True, token=token)

    def listed(self, type_name: str) -> Reply:
        """``listMetadata``."""
        return self._soap("listMetadata", f"<queries><type>{type_name}</type></queries>", reads=True)

    def save(self, operation: str, type_name: str, inner: str) -> Reply:
        """``createMetadata`` or another save of one component."""
        return self._soap(operation, f'<metadata xsi:type="{type_name}">{inner}</metadata>', reads=False)

    def object(self) -> str:
        """The probes' own object, with access to it; its name."""
        if not self._ready:
            self.manifest.add("CustomObject", OBJECT)
            saved(self.save("createMetadata", "CustomObject", _OBJECT))
            self.manifest.add("PermissionSet", ACCESS)
            saved(self.save("createMetadata", "PermissionSet", self.access()))
            self._assign()
            self._ready = True
        return OBJECT

    def access(self) -> str:
        """The permission set that lets the caller use all that ``field`` made."""
        return _access(self._granted)

    def field(self, name: str, inner: str, *, granted: bool = True, editable: bool = True) -> str:
        """A field of the probes' own, newly made; its API name."""
        self.object()
        api_name = f"{PREFIX}{name}__c"
        body = f"<fullName>{OBJECT}.{api_name}</fullName><label>{PREFIX}{name}</label>{inner}"
        saved(self.save("createMetadata", "CustomField", body))
        if granted:
            more = {**self._granted, api_name: editable}
            saved(self.save("updateMetadata", "PermissionSet", _access(more)))
            self._granted = more
        return api_name

    @contextmanager
    def rule(self, name: str, formula: str) -> Iterator[None]:
        """A validation rule while the block runs."""
        saved(self.rule_saved(name, formula))
        try:
            yield
        finally:
            self._delete("ValidationRule", f"{OBJECT}.{PREFIX}{name}")

    def rule_saved(self, name: str, formula: str) -> Reply:
        """Asks for a validation rule."""
        self.object()
        return self.save(
            "createMetadata",
            "ValidationRule",
            f"<fullName>{OBJECT}.{PREFIX}{name}</fullName><active>true</active>"
            f"<errorConditionFormula>{html.escape(formula, quote=False)}</errorConditionFormula>"
            f"<errorMessage>{PREFIX}{name}</errorMessage>",
        )

    def record(self, **values: Any) -> Reply:
        """Asks for a record of the probes' own object."""
        reply = self.wire.write("POST", f"{self.base}/sobjects/{self.object()}", {"Name": f"{PREFIX}1", **values})
        if reply.status == 201:
            self.wire.made.add(str(reply.json()["id"]))
        return reply

    def values(self, reply: Reply, *names: str) -> dict[str, Any]:
        """What was stored of a record; raises ``NotProbed`` where there is none."""
        if reply.status != 201:
            raise NotProbed(f"the org refused what the probe needs: {refusal(reply)}")
        row = self.query(f"SELECT {', '.join(names)} FROM {OBJECT} WHERE Id = '{reply.json()['id']}'")[0]  # noqa: S608
        return {name: row[name] for name in names}

    def removed(self, thing: Made) -> bool:
        """Removes one thing of ours; tells whether it is gone."""
        if thing.kind == "PermissionSet":
            self._unassign()
        reply = self._delete(thing.kind, thing.name)
        return first(reply, "success") == "true" or f"no {thing.kind} named" in first(reply, "message")

    def _assign(self) -> None:
        found = self.query(f"SELECT Id FROM PermissionSet WHERE Name = '{ACCESS}'")  # noqa: S608 (our own name)
        user = str((self.get("").json() or {}).get("identity", "")).rpartition("/")[2]
        if not found or not user:
            raise NotProbed("the probes' permission set cannot be assigned")
        set_id = str(found[0]["Id"])
        self.wire.made.add(set_id)
        body = {"PermissionSetId": set_id, "AssigneeId": user}
        reply = self.wire.write("POST", f"{self.base}/sobjects/PermissionSetAssignment", body)
        if reply.status != 201:
            raise NotProbed(f"the probes' permission set cannot be assigned: {refusal(reply)}")

    def _unassign(self) -> None:
        soql = f"SELECT Id FROM PermissionSetAssignment WHERE PermissionSet.Name = '{ACCESS}'"  # noqa: S608
        for row in self.query(soql):
            self.wire.made.add(str(row["Id"]))
            self.wire.write("DELETE", f"{self.base}/sobjects/PermissionSetAssignment/{row['Id']}")

    def _delete(self, type_name: str, name: str) -> Reply:
        return self._soap("deleteMetadata", f"<type>{type_name}</type><fullNames>{name}</fullNames>", reads=False)

    def _soap(self, operation: str, inner: str, *, reads: bool, token: str | None = None) -> Reply:
        session = html.escape(token or self.wire.door.token)
        body = (
            '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" '
            'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Header>'
            f'<SessionHeader xmlns="{_NAMESPACE}"><sessionId>{session}</sessionId></SessionHeader></soapenv:Header>'
            f'<soapenv:Body><{operation} xmlns="{_NAMESPACE}">{inner}</{operation}></soapenv:Body></soapenv:Envelope>'
        )
        ask = self.wire.read if reads else self.wire.write
        path = f"/services/Soap/m/{self.wire.door.api_version}"
        return ask("POST", path, body, headers={"Content-Type": "text/xml; charset=UTF-8", "SOAPAction": '""'})


def saved(reply: Reply) -> None:
    """Raises ``NotProbed`` where a component was refused."""
    if first(reply, "success") != "true":
        raise NotProbed(f"the org refused what the probe needs: {component_refusal(reply)}")


def component_refusal(reply: Reply) -> str:
    """Code and words of a refused component or of a fault; ``saved`` where it was taken."""
    if first(reply, "success") == "true":
        return "saved"
    code = first(reply, "statusCode") or first(reply, "faultcode")
    return f"{code} {first(reply, 'message') or first(reply, 'faultstring')}".strip()


def refusal(reply: Reply) -> str:
    """``400 CODE``, with every code of the list."""
    body = reply.json()
    codes = [str(item.get("errorCode")) for item in body] if isinstance(body, list) else []
    return " ".join([str(reply.status), *codes])


def first(reply: Reply, element: str) -> str:
    """The text of the first element of that name, with or without a prefix."""
    found = re.search(rf"<(?:\w+:)?{element}>(.*?)</(?:\w+:)?{element}>", reply.text, re.S)
    return html.unescape(found.group(1)).strip() if found else ""


def every(reply: Reply, element: str) -> list[str]:
    """What stands inside each element of that name, as it came."""
    return re.findall(rf"<(?:\w+:)?{element}(?:\s[^>]*)?>(.*?)</(?:\w+:)?{element}>", reply.text, re.S)


def _access(granted: Mapping[str, bool]) -> str:
    fields = "".join(
        f"<fieldPermissions><editable>{str(editable).lower()}</editable><field>{OBJECT}.{name}</field>"
        "<readable>true</readable></fieldPermissions>"
        for name, editable in granted.items()
    )
    return f"<fullName>{ACCESS}</fullName>{fields}<label>{ACCESS}</label>{_GRANT}"
