"""Answers retrieve(): a zip of the components that a manifest names, in the form that a deploy takes. Changes nothing.

Manifest and result: Metadata API guide, retrieve(). The messages are observed in public logs. A retrieve is done when
it is started and shows as in progress on the first look (assumed timing), as deploys do.
"""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from dealspec.emulator.salesforce import ids, metadata, soap
from dealspec.emulator.salesforce.definitions import CHILD_TYPES, Component
from dealspec.emulator.salesforce.metadata_files import DIRECTORIES, PARENTS, file_of, path_of, properties
from dealspec.emulator.salesforce.state import OrgState
from dealspec.emulator.salesforce.wire import encode
from dealspec.emulator.salesforce.xmltree import Node, escape

_NO_WILDCARD = frozenset(("StandardValueSet", "Report", "Dashboard"))
"""Types that take no asterisk (Metadata API guide, each type's page)."""
_ZIP_TIME = (2000, 1, 1, 0, 0, 0)
_ELEMENTS = {**CHILD_TYPES, "MatchingRule": "matchingRules", "CustomLabel": "labels"}


@dataclass(slots=True)
class _File:
    """One file of the zip: the whole of it, or those of its children that the manifest names."""

    type: str
    name: str
    whole: bool = False
    children: dict[str, set[str]] = field(default_factory=dict)


def start(org: OrgState, node: Node) -> str:
    """Builds the zip and gives the retrieve's id."""
    retrieve_id = ids.record_id("09S", org.store.next("id.09S"))
    wanted = node.child("unpackaged")
    single = soap.truth(node.value("singlePackage"))
    prefix = "" if single else "unpackaged/"
    builder = _Retrieve(org, prefix)
    manifest: dict[str, list[str]] = {}
    for types in wanted.all("types") if wanted else ():
        members = [member.text.strip() for member in types.all("members")]
        manifest.setdefault(types.value("name"), []).extend(members)
    for type_name, members in manifest.items():
        builder.take(type_name, members)
    version = (wanted.value("version") if wanted else "") or node.value("apiVersion")
    org.store.put_chunk(f"retrieve/{retrieve_id}", 0, builder.zip(manifest, version))
    told = {"properties": builder.properties, "messages": builder.messages, "looks": 0}
    org.store.put_document("retrieve", retrieve_id, told)
    return retrieve_id


def poll(org: OrgState, retrieve_id: str, *, with_zip: bool) -> str | None:
    """The RetrieveResult as it shows now, or None for an unknown id."""
    retrieve_id = ids.long_form(retrieve_id)
    document = org.store.document("retrieve", retrieve_id)
    if document is None:
        return None
    org.store.put_document("retrieve", retrieve_id, {**document, "looks": document["looks"] + 1})
    if not document["looks"]:
        # The WSDL wants the element zipFile even where there is nothing in it.
        shown = soap.elements(done=False, id=retrieve_id, status="InProgress", success=False)
        return f"<result>{shown}<zipFile/></result>"
    files = "".join(f"<fileProperties>{item}</fileProperties>" for item in document["properties"])
    messages = "".join(f"<messages>{soap.elements(**message)}</messages>" for message in document["messages"])
    data = next(org.store.chunks(f"retrieve/{retrieve_id}"), b"") if with_zip else b""
    text = base64.b64encode(data).decode()
    tail = f"{soap.elements(status='Succeeded', success=True)}<zipFile>{text}</zipFile>"
    return f"<result><done>true</done>{files}<id>{retrieve_id}</id>{messages}{tail}</result>"


class _Retrieve:
    def __init__(self, org: OrgState, prefix: str) -> None:
        self._org, self._prefix = org, prefix
        self._files: dict[tuple[str, str], _File] = {}
        self.properties: list[str] = []
        self.messages: list[dict[str, Any]] = []

    def take(self, type_name: str, members: list[str]) -> None:
        """Adds what one ``types`` element names."""
        known = type_name in DIRECTORIES or type_name in PARENTS or any(self._org.definitions.all(type_name))
        if not known:
            self._say(f"Entity type: '{type_name}' is unknown")
            return
        for member in members:
            found = list(self._found(type_name, member))
            if not found and member != "*":
                self._say(f"Entity of type '{type_name}' named '{member}' cannot be found")
            for item in found:
                self._add(item)

    def zip(self, manifest: dict[str, list[str]], version: str) -> bytes:
        """Every file and the manifest; the same components give the same bytes."""
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for key in sorted(self._files):
                self._write(archive, path_of(*key), _text(key[0], self._body(self._files[key])))
            self._write(archive, "package.xml", _manifest(manifest, version))
        return stream.getvalue()

    def _found(self, type_name: str, member: str) -> Iterator[Component]:
        definitions = self._org.definitions
        if type_name in ("MatchingRules", "CustomLabels"):
            child = next(child for child, parent in PARENTS.items() if parent == type_name)
            return (item for item in definitions.all(child) if member in ("*", file_of(item)[1]))
        if member != "*":
            item = definitions.find(type_name, member)
            return iter(() if item is None else (item,))
        if type_name in _NO_WILDCARD:
            return iter(())
        custom_only = type_name in ("CustomObject", "CustomField")
        return (item for item in definitions.all(type_name) if not custom_only or item.full_name.endswith("__c"))

    def _add(self, item: Component) -> None:
        key = file_of(item)
        file = self._files.setdefault(key, _File(*key))
        if key[0] == item.type:
            file.whole = True
        else:
            file.children.setdefault(_ELEMENTS[item.type], set()).add(item.name)
        self.properties.append(properties(self._org, item, self._prefix))

    def _body(self, file: _File) -> dict[str, Any]:
        whole = metadata.read(self._org, file.type, file.name) or {}
        if file.whole:
            return {name: value for name, value in whole.items() if name != "fullName"}
        return {
            element: [child for child in whole.get(element, []) if child["fullName"] in names]
            for element, names in file.children.items()
        }

    def _write(self, archive: zipfile.ZipFile, path: str, text: str) -> None:
        info = zipfile.ZipInfo(self._prefix + path, _ZIP_TIME)
        info.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(info, text)

    def _say(self, problem: str) -> None:
        self.messages.append({"fileName": f"{self._prefix}package.xml", "problem": problem})


def _text(type_name: str, body: dict[str, Any]) -> str:
    # A child's own tables stand in its parent's, so the parent's table writes them too.
    inner = encode(type_name, body)
    # Declared only where it is used: the vendor's CLI takes any attribute besides xmlns for content of the object.
    typed = ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"' if " xsi:" in inner else ""
    namespaces = f'xmlns="{soap.NAMESPACE}"{typed}'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{type_name} {namespaces}>{inner}</{type_name}>\n'


def _manifest(wanted: dict[str, list[str]], version: str) -> str:
    types = "".join(
        f"<types>{''.join(f'<members>{escape(member)}</members>' for member in sorted(members))}"
        f"<name>{escape(type_name)}</name></types>"
        for type_name, members in sorted(wanted.items())
    )
    tail = f"<version>{escape(version)}</version>"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<Package xmlns="{soap.NAMESPACE}">{types}{tail}</Package>\n'
