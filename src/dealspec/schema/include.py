"""Follows ``include:`` from file to file, so that each file is parsed once and every fault stands at its entry.

Only YAML files are taken, by paths relative to the file that names them: a schema must not be able to show what else
is on the machine, and a project must work wherever it is checked out.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import yaml

from dealspec.core.errors import InvalidInput
from dealspec.schema.source_file import Fetch, SourceFile
from dealspec.schema.yaml_source import Faults, Node, compose, kind_of

INCLUDE = "include"
_YAML = (".yaml", ".yml")
_ABSOLUTE = re.compile(r"[/\\~]|[A-Za-z][A-Za-z0-9+.-]*:")
_WILD = re.compile(r"[*?\[\]]")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file and the root of what it says; ``None`` where it says nothing or cannot be parsed. ``is_included``: it is
    not one of the files that were given."""

    file: SourceFile
    root: Node | None
    is_included: bool


def gathered(files: Iterable[SourceFile], fetch: Fetch | None, faults: Faults) -> list[Parsed]:
    """The files and all that they include, each once, what is included before what includes it."""
    given = {posixpath.normpath(file.name): file for file in sorted(files, key=lambda file: file.name)}
    walk = _Walk(given, fetch, faults)
    for name, file in given.items():
        walk.visit(name, file, ())
    return walk.found


@dataclass(slots=True)
class _Walk:
    given: dict[str, SourceFile]
    fetch: Fetch | None
    faults: Faults
    found: list[Parsed] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def visit(self, name: str, file: SourceFile, chain: tuple[str, ...]) -> None:
        if name in self.seen:
            return
        self.seen.add(name)
        root = compose(file.text, file.name, self.faults)
        for entry in _entries(root, self.faults) if root is not None else ():
            self.follow(entry, (*chain, name))
        self.found.append(Parsed(file, root, name not in self.given))

    def follow(self, entry: yaml.ScalarNode, chain: tuple[str, ...]) -> None:
        path = str(entry.value)
        if why := refusal(path):
            hint = "Name one YAML file by its path from this file, such as ../shared/fields.yaml."
            self.faults.add("SCH014", f"'{path}' cannot be included.", entry, why=why, hint=hint)
            return
        name = posixpath.normpath(posixpath.join(posixpath.dirname(chain[-1]), path))
        if name in chain:
            ring = " -> ".join((*chain[chain.index(name) :], name))
            why = f"They include each other: {ring}."
            self.faults.add(
                "SCH015", f"'{path}' is what includes this file.", entry, why=why, hint="Take one of them out."
            )
            return
        file = self.given.get(name) or (None if name in self.seen else self.read(name, entry))
        if file is not None:
            self.visit(name, file, chain)

    def read(self, name: str, entry: yaml.ScalarNode) -> SourceFile | None:
        try:
            if self.fetch is None:
                raise FileNotFoundError(name)
            return self.fetch(name)
        except FileNotFoundError:
            why = f"There is no file {name}."
            self.faults.add("SCH014", f"'{entry.value}' cannot be included.", entry, why=why, hint="Mend the path.")
        except InvalidInput as error:
            self.faults.found.extend(error.diagnostics)
        return None


def _entries(root: Node, faults: Faults) -> list[yaml.ScalarNode]:
    """The paths of a file's ``include:``; its other keys are the loader's."""
    if not isinstance(root, yaml.MappingNode):
        return []
    node = next((value for key, value in root.value if key.value == INCLUDE), None)
    if node is None:
        return []
    if not isinstance(node, yaml.SequenceNode):
        hint = "Write `- ../shared/fields.yaml` lines."
        faults.add("SCH002", f"A list is expected here, not {kind_of(node)}.", node, hint=hint)
        return []
    for item in node.value:
        if not isinstance(item, yaml.ScalarNode):
            faults.add("SCH002", f"Text is expected here, not {kind_of(item)}.", item)
    return [item for item in node.value if isinstance(item, yaml.ScalarNode)]


def refusal(path: str) -> str:
    """Why a schema file may not be named by this path; nothing where it may."""
    if _ABSOLUTE.match(path):
        return "A path that begins at the root of a machine or names a host is another one elsewhere."
    if _WILD.search(path):
        return "What a pattern takes in cannot be seen in a review."
    if not path.endswith(_YAML) or posixpath.basename(path) == "dealspec.yaml":
        return "Only schema files are included: *.yaml and *.yml, and never a dealspec.yaml."
    return ""
