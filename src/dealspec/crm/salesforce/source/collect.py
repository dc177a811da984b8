"""A project's files as one snapshot, the same that an org's answers make. A file that cannot be read becomes a gap."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dealspec.core.collector import paused_collector
from dealspec.core.coverage import Gap
from dealspec.crm.salesforce.markup import Element, made, put, text_of
from dealspec.crm.salesforce.snapshot import CHILDREN, Snapshot
from dealspec.crm.salesforce.source.files import SourceFile, find
from dealspec.crm.salesforce.source.old_picklists import add_standard_sets, modernise
from dealspec.crm.salesforce.source.parse import MOST_BYTES, Broken, parse_all

_AT_ONCE = 200_000
"""Bytes from which on what was read is parsed."""
_SMALL = 32_768
"""Bytes below which nearly every file stays."""
_KINDS = {tag: kind for kind, tag in CHILDREN.items()}


@dataclass(frozen=True, slots=True)
class Collected:
    """What a folder holds, and what of it could not be read."""

    snapshot: Snapshot
    gaps: tuple[Gap, ...]
    files: int


def collect(folder: Path, layouts: Collection[str] = ()) -> Collected:
    """Every component that the folder's files define, of page layouts our own and those of the full names ``layouts``.

    Raises ``OSError`` when the folder itself cannot be listed.
    """
    collection = _Collection(str(folder))
    files = find(folder, layouts)
    with paused_collector():
        for file, root in _read(files):
            if isinstance(root, Broken):
                collection.add_gap(file, root)
            else:
                collection.add(file, root)
    add_standard_sets(collection.components)
    return Collected(Snapshot(collection.components), tuple(sorted(collection.gaps)), len(files))


def _read(files: Iterable[SourceFile]) -> Iterator[tuple[SourceFile, Element | Broken]]:
    """Each file with what it holds, read a few hundred at a time."""
    read: list[tuple[SourceFile, bytes]] = []
    size = 0
    for file in files:
        content = _content(file)
        if isinstance(content, Broken):
            yield file, content
            continue
        read.append((file, content))
        size += len(content)
        if size > _AT_ONCE:
            yield from _parsed(read)
            read, size = [], 0
    yield from _parsed(read)


def _parsed(read: Sequence[tuple[SourceFile, bytes]]) -> Iterator[tuple[SourceFile, Element | Broken]]:
    for (file, _), root in zip(read, parse_all([content for _, content in read]), strict=True):
        if isinstance(root, Broken) or root.tag == file.type:
            yield file, root
        else:
            why = f"It holds a {root.tag}, but its name says {file.type}."
            yield file, Broken(1, why, "Rename it, or mend its root element.")


def _content(file: SourceFile) -> bytes | Broken:
    if file.full_name.startswith("."):
        return Broken(
            0, "It lies outside of objects/<Object>/, so nothing says which object it belongs to.", "Move it."
        )
    try:
        # There may be ten thousand: a file object for each would take as long as parsing it.
        handle = os.open(file.path, os.O_RDONLY)
        try:
            data = os.read(handle, _SMALL)
            if len(data) == _SMALL:
                data += os.read(handle, MOST_BYTES)
        finally:
            os.close(handle)
    except OSError as error:
        return Broken(0, f"It cannot be read: {error.strerror}.", "Mend its permissions.")
    return data if len(data) <= MOST_BYTES else Broken(0, f"It is larger than {MOST_BYTES // 1_000_000} MB.")


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
        elif file.type == "MatchingRules":
            for rule in root.findall("matchingRules"):
                self._add_alone(file, ("MatchingRule", f"{file.full_name}.{text_of(rule, 'fullName')}"), rule)
        elif file.type in CHILDREN:
            owner, _, name = file.full_name.partition(".")
            root.tag = CHILDREN[file.type]
            if root.find("fullName") is None:
                put(root, "fullName", name)
            self._add_part(file, self._object(owner), owner, file.type, root)
        else:
            put(root, "fullName", file.full_name)
            self._add_alone(file, (file.type, file.full_name), root)

    def add_gap(self, file: SourceFile, broken: Broken) -> None:
        """A file that could not be read."""
        place = self._shown(file.path) + (f":{broken.line}" if broken.line else "")
        self.gaps.append(Gap(place, broken.why, broken.hint))

    def _add_object(self, file: SourceFile, root: Element) -> None:
        own = self._object(file.full_name)
        others = [child for child in root if child.tag not in _KINDS and child.tag != "fullName"]
        if others and self._is_new(file, ("CustomObject", file.full_name)):
            own.extend(others)
        for child in root:
            if child.tag in _KINDS:
                self._add_part(file, own, file.full_name, _KINDS[child.tag], child)

    def _add_part(self, file: SourceFile, own: Element, owner: str, kind: str, part: Element) -> None:
        key = (kind, f"{owner}.{text_of(part, 'fullName')}")
        if self._is_new(file, key):
            if kind == "CustomField":
                modernise(part)
            own.append(part)
            self.components[key] = part

    def _add_alone(self, file: SourceFile, key: tuple[str, str], element: Element) -> None:
        if self._is_new(file, key):
            self.components[key] = element

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
