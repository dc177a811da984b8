"""A project's files as one snapshot, the same that an org's answers make. A file that cannot be read becomes a gap."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dealspec.core.collector import paused_collector
from dealspec.core.coverage import Gap
from dealspec.crm.salesforce.markup import Element, made, put, text_of
from dealspec.crm.salesforce.snapshot import CHILDREN, Snapshot
from dealspec.crm.salesforce.source.files import SourceFile, find
from dealspec.crm.salesforce.source.old_picklists import add_standard_sets, modernise
from dealspec.crm.salesforce.source.parse import MOST_BYTES, Broken, parse


@dataclass(frozen=True, slots=True)
class Collected:
    """What a folder holds, and what of it could not be read."""

    snapshot: Snapshot
    gaps: tuple[Gap, ...]
    files: int


def collect(folder: Path) -> Collected:
    """Every component that the folder's files define. Raises ``OSError`` when the folder itself cannot be listed."""
    collection = _Collection(str(folder))
    files = list(find(folder))
    with paused_collector():
        for file in files:
            root = _read(file)
            if isinstance(root, Broken):
                collection.add_gap(file, root)
            else:
                collection.add(file, root)
    add_standard_sets(collection.components)
    return Collected(Snapshot(collection.components), tuple(sorted(collection.gaps)), len(files))


def _read(file: SourceFile) -> Element | Broken:
    if file.full_name.startswith("."):
        return Broken(
            0, "It lies outside of objects/<Object>/, so nothing says which object it belongs to.", "Move it."
        )
    try:
        # There may be ten thousand: a file object for each would take as long as parsing it.
        handle = os.open(file.path, os.O_RDONLY)
        try:
            size = os.fstat(handle).st_size
            data = os.read(handle, min(size, MOST_BYTES))
        finally:
            os.close(handle)
    except OSError as error:
        return Broken(0, f"It cannot be read: {error.strerror}.", "Mend its permissions.")
    if size > MOST_BYTES:
        return Broken(0, f"It is larger than {MOST_BYTES // 1_000_000} MB.")
    root = parse(data)
    if isinstance(root, Broken) or root.tag == file.type:
        return root
    return Broken(1, f"It holds a {root.tag}, but its name says {file.type}.", "Rename it, or mend its root element.")


class _Collection:
    """Components as they come in, each once."""

    def __init__(self, folder: str) -> None:
        self.components: dict[tuple[str, str], Element] = {}
        self.gaps: list[Gap] = []
        self._folder = folder
        self._origins: dict[tuple[str, str], str] = {}

    def add(self, file: SourceFile, root: Element) -> None:
        """One file's component: a part goes into its object, an object's own parts are found inside it."""
        if file.type == "CustomObject":
            self._add_object(file, root)
        elif file.type in CHILDREN:
            owner = file.full_name.partition(".")[0]
            root.tag = CHILDREN[file.type]
            if root.find("fullName") is None:
                put(root, "fullName", file.full_name.partition(".")[2])
            self._add_parts(file, self._object(owner), owner, [(file.type, root)])
        elif self._is_new(file, (file.type, file.full_name)):
            put(root, "fullName", file.full_name)
            self.components[file.type, file.full_name] = root

    def add_gap(self, file: SourceFile, broken: Broken) -> None:
        """A file that could not be read."""
        place = self._shown(file.path) + (f":{broken.line}" if broken.line else "")
        self.gaps.append(Gap(place, broken.why, broken.hint))

    def _add_object(self, file: SourceFile, root: Element) -> None:
        own = self._object(file.full_name)
        parts = []
        tags = {tag: kind for kind, tag in CHILDREN.items()}
        others = [child for child in root if child.tag not in tags and child.tag != "fullName"]
        for child in root:
            if child.tag in tags:
                parts.append((tags[child.tag], child))
        if others and self._is_new(file, ("CustomObject", file.full_name)):
            own.extend(others)
        self._add_parts(file, own, file.full_name, parts)

    def _add_parts(self, file: SourceFile, own: Element, owner: str, parts: Iterable[tuple[str, Element]]) -> None:
        for kind, part in parts:
            key = (kind, f"{owner}.{text_of(part, 'fullName')}")
            if self._is_new(file, key):
                if kind == "CustomField":
                    modernise(part)
                own.append(part)
                self.components[key] = part

    def _object(self, name: str) -> Element:
        """The object's element, begun where a part comes before its object or alone."""
        key = ("CustomObject", name)
        if key not in self.components:
            self.components[key] = made("CustomObject", ("fullName", name))
        return self.components[key]

    def _is_new(self, file: SourceFile, key: tuple[str, str]) -> bool:
        known = self._origins.setdefault(key, file.path)
        if known == file.path:
            return True
        why = f"{key[0]} {key[1]} is defined again here: {self._shown(known)} already defines it and was taken."
        self.gaps.append(Gap(self._shown(file.path), why, "Keep one of the two, or read their folders one by one."))
        return False

    def _shown(self, path: str) -> str:
        return os.path.relpath(path, self._folder)
