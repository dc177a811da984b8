"""An embedded Salesforce org and a client of it that needs no network."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree as ET

from dealspec.emulator.salesforce.org import SalesforceOrg
from dealspec.emulator.web import Request, Response

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
BASE = "/services/data/v66.0"
MD = "{http://soap.sforce.com/2006/04/metadata}"
PLURALS = {"CustomField": "fields", "ValidationRule": "validationRules", "RecordType": "recordTypes",
           "BusinessProcess": "businessProcesses"}  # fmt: skip
FOLDERS = {"StandardValueSet": ("standardValueSets", "standardValueSet"),
           "GlobalValueSet": ("globalValueSets", "globalValueSet"),
           "CustomPermission": ("customPermissions", "customPermission"),
           "PermissionSet": ("permissionsets", "permissionset"),
           "CustomLabels": ("labels", "labels"),
           "CustomMetadata": ("customMetadata", "md")}  # fmt: skip


class Client:
    """Speaks to an org in its own process, as its administrator."""

    def __init__(self, org: SalesforceOrg, token: str | None = None) -> None:
        self.org, self.token = org, token or org.access_token

    def send(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Response:
        target = path if path.startswith("/") else f"{BASE}/{path}"
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        sent = {"Authorization": f"Bearer {self.token}", **(headers or {})}
        return self.org.handle(Request.of(method, target, sent, data, "http://127.0.0.1:1"))

    def json(self, method: str, path: str, body: Any = None, *, status: int = 200) -> Any:
        response = self.send(method, path, body)
        assert response.status == status, response.body
        return json.loads(response.body) if response.body else None

    def query(self, soql: str) -> list[dict[str, Any]]:
        rows = self.json("GET", f"query?q={quote(soql)}")["records"]
        return [{name: value for name, value in row.items() if name != "attributes"} for row in rows]

    def values(self, soql: str) -> list[Any]:
        return [next(iter(row.values())) for row in self.query(soql)]

    def refused(self, method: str, path: str, body: Any = None, *, status: int = 400) -> list[tuple[str, str]]:
        faults = self.json(method, path, body, status=status)
        return [(fault["errorCode"], fault["message"]) for fault in faults]

    def create(self, name: str, **values: Any) -> str:
        return str(self.json("POST", f"sobjects/{name}", values, status=201)["id"])

    def opportunity(self, **values: Any) -> str:
        return self.create("Opportunity", **{**OPPORTUNITY, **values})

    def soap(self, operation: str, inner: str, *, status: int = 200, header: str = "") -> ET.Element:
        text = (
            '<soap-env:Envelope xmlns:soap-env="http://schemas.xmlsoap.org/soap/envelope/"><soap-env:Header>'
            f'<m:SessionHeader xmlns:m="{MD[1:-1]}"><m:sessionId>{self.token}</m:sessionId></m:SessionHeader>{header}'
            f'</soap-env:Header><soap-env:Body><{operation} xmlns="{MD[1:-1]}" '
            f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{inner}</{operation}></soap-env:Body>'
            "</soap-env:Envelope>"
        )
        response = self.send("POST", "/services/Soap/m/66.0", text.encode())
        assert response.status == status, response.body
        body = ET.fromstring(response.body).find("{http://schemas.xmlsoap.org/soap/envelope/}Body")
        assert body is not None
        return body[0]

    def read(self, type_name: str, *names: str) -> list[ET.Element]:
        inner = "".join(f"<fullNames>{name}</fullNames>" for name in names)
        return list(self.soap("readMetadata", f"<type>{type_name}</type>{inner}").iter(f"{MD}records"))

    def deploy(self, *components: str, package: str | None = None, **options: Any) -> dict[str, Any]:
        """Deploys components written as ``Type:Full.Name:<inner/>`` and gives the finished result."""
        return self.deploy_zip(zip_of(components, package), **{"rollbackOnError": True, **options})

    def deploy_zip(self, data: bytes, **options: Any) -> dict[str, Any]:
        settings = {"deployOptions": {"singlePackage": True, **options}}
        boundary = "b0und"
        body = (
            (
                f'--{boundary}\r\nContent-Disposition: form-data; name="json"\r\nContent-Type: application/json\r\n\r\n'
                f'{json.dumps(settings)}\r\n--{boundary}\r\nContent-Disposition: form-data; name="file"; '
                'filename="deploy.zip"\r\nContent-Type: application/zip\r\n\r\n'
            ).encode()
            + data
            + f"\r\n--{boundary}--\r\n".encode()
        )
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        started = self.send("POST", "metadata/deployRequest", body, headers)
        assert started.status == 201, started.body
        deploy_id = json.loads(started.body)["id"]
        for _ in range(5):
            path = f"metadata/deployRequest/{deploy_id}?includeDetails=true"
            result = self.json("GET", path)["deployResult"]
            if result["done"]:
                return dict(result)
        raise AssertionError("the deploy never ended")

    def deployed(self, *components: str) -> None:
        result = self.deploy(*components)
        assert result["success"], result["details"]["componentFailures"]

    def problems(self, *components: str, **options: Any) -> list[str]:
        result = self.deploy(*components, **options)
        return [item["problem"] for item in result["details"]["componentFailures"]]

    def grant(self, *fields: str, name: str = "All", extra: str = "") -> None:
        """Deploys a permission set over fields and assigns it to the administrator."""
        entries = "".join(
            f"<fieldPermissions><editable>true</editable><field>{field}</field><readable>true</readable>"
            "</fieldPermissions>"
            for field in fields
        )
        self.deployed(f"PermissionSet:{name}:{extra}{entries}<label>{name}</label>")
        set_id = self.values(f"SELECT Id FROM PermissionSet WHERE Name = '{name}'")[0]
        if not self.query(f"SELECT Id FROM PermissionSetAssignment WHERE PermissionSetId = '{set_id}'"):
            self.create("PermissionSetAssignment", PermissionSetId=set_id, AssigneeId=self.org.user_id)


OPPORTUNITY = {"Name": "Deal", "StageName": "Prospecting", "CloseDate": "2026-12-31"}


def zip_of(components: tuple[str, ...], package: str | None = None) -> bytes:
    files: dict[str, str] = {}
    members: dict[str, list[str]] = {}
    objects: dict[str, str] = {}
    for component in components:
        type_name, full_name, inner = component.split(":", 2)
        members.setdefault(type_name, []).append(full_name)
        if type_name in PLURALS:
            parent, _, name = full_name.partition(".")
            tag = PLURALS[type_name]
            objects[parent] = objects.get(parent, "") + f"<{tag}><fullName>{name}</fullName>{inner}</{tag}>\n"
        elif type_name == "CustomObject":
            objects[full_name] = objects.get(full_name, "") + inner
        else:
            folder, suffix = FOLDERS[type_name]
            opening = f'{type_name} xmlns="{MD[1:-1]}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
            files[f"{folder}/{full_name}.{suffix}"] = f"<{opening}>{inner}</{type_name}>"
    for name, inner in objects.items():
        files[f"objects/{name}.object"] = f'<CustomObject xmlns="{MD[1:-1]}">\n{inner}</CustomObject>'
    types = "".join(
        f"<types>{''.join(f'<members>{name}</members>' for name in names)}<name>{type_name}</name></types>"
        for type_name, names in members.items()
    )
    listing = package or f'<Package xmlns="{MD[1:-1]}">{types}<version>66.0</version></Package>'
    return zipped({"package.xml": listing, **files})


def zipped(files: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return stream.getvalue()
