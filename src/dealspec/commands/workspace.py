"""Opens a project's files: ``dealspec.yaml`` and the schema folder. Judges nothing beyond what reading needs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dealspec.core.clock import Clock
from dealspec.core.diagnostics import Diagnostic, Severity, did_you_mean, ordered
from dealspec.core.errors import InvalidInput, UsageFault
from dealspec.core.source import Position
from dealspec.provisioner.stores import FolderStore, StateStore
from dealspec.schema.attestations import Attestation, load_attestations
from dealspec.schema.load import Overlay, SourceFile, read
from dealspec.schema.model import Schema
from dealspec.schema.project import SOURCE, CrmName, Project, TargetConfig, load_project

CONFIG = "dealspec.yaml"
ATTESTATIONS = "attestations.yaml"
"""Beside it; optional."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What reading a schema gave: the schema unless it has errors, every diagnostic, the texts by file name."""

    schema: Schema | None
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, str]

    def sound_schema(self) -> Schema:
        """The schema; raises ``InvalidInput`` when it has errors."""
        if self.schema is None:
            raise InvalidInput(d for d in self.diagnostics if d.severity is Severity.ERROR)
        return self.schema


@dataclass(frozen=True, slots=True)
class Workspace:
    """A project on disk."""

    root: Path
    project: Project
    config: SourceFile

    @classmethod
    def open(cls, folder: Path) -> Workspace:
        """The project in a folder; raises ``InvalidInput`` when there is none or its ``dealspec.yaml`` has faults."""
        path = folder / CONFIG
        if not path.is_file():
            fault = Diagnostic(
                "CFG000",
                "There is no dealspec.yaml here.",
                Position(str(path), 1, 1),
                why="It names the targets and where the schema lies.",
                hint="Start a project with `dealspec init`, or name its folder: dealspec -C FOLDER ...",
            )
            raise InvalidInput([fault])
        config = read_source(path)
        project, faults = load_project(config)
        if project is None:
            raise InvalidInput(faults)
        return cls(folder, project, config)

    def target(self, name: str) -> TargetConfig:
        """The target of that name, or a folder by ``sfdx:FOLDER``; raises ``UsageFault`` with the nearest name."""
        if name.startswith(SOURCE):
            return TargetConfig(name, CrmName.SALESFORCE)
        try:
            return self.project.targets[name]
        except KeyError:
            known = self.project.targets
            hint = did_you_mean(name, known, "Declare it under `targets:` in dealspec.yaml.")
            raise UsageFault(f"There is no target '{name}' in {self.config.name}.", hint=hint) from None

    def attestations(self) -> tuple[Attestation, ...]:
        """What was attested by hand; none where there is no such file. Raises ``InvalidInput`` when it has faults."""
        found, faults = read_attestations(self.root)
        if faults:
            raise InvalidInput(faults)
        return found

    def states(self, clock: Clock) -> StateStore:
        """Where the states of its targets are kept."""
        return FolderStore(self.root / self.project.state, clock)

    def check(self, target: str | None = None) -> Checked:
        """Reads and checks the schema, as it is for a target with its overlay, else as it is for all."""
        folder = self.root / self.project.schema
        config = self.project.targets.get(target or "")
        return check_folder(folder, self._overlay(config) if config and config.overlay else None)

    def schema_for(self, target: str | None) -> Schema:
        """The sound schema of a target, or with None of all; raises ``UsageFault`` where there is no such target."""
        return self.check(self.target(target).name if target else None).sound_schema()

    def check_all(self) -> Checked:
        """The schema as it is for all, with what is wrong for a target that has an overlay."""
        base = self.check()
        found = {*base.diagnostics, *read_attestations(self.root)[1]}
        sources = dict(base.sources)
        for name, config in self.project.targets.items():
            if not config.overlay:
                continue
            own = self.check(name)
            sources |= own.sources
            laid = {name for name in own.sources if name not in base.sources}
            found |= {_of_target(name, each, laid) for each in own.diagnostics if each not in base.diagnostics}
        sound = all(diagnostic.severity is not Severity.ERROR for diagnostic in found)
        return Checked(base.schema if sound else None, ordered(found), sources)

    def _overlay(self, config: TargetConfig) -> Overlay:
        paths = [self.root / path for path in config.overlay]
        for path in paths:
            if not path.is_file():
                hint = "Mend the path, which is relative to dealspec.yaml, or take it out."
                what = f"The overlay {path} of '{config.name}' does not exist."
                raise InvalidInput([Diagnostic("CFG007", what, config.position, hint=hint)])
        return Overlay(config.crm, [read_source(path) for path in paths])


def _of_target(target: str, found: Diagnostic, laid: Collection[str]) -> Diagnostic:
    """What an overlay brings about in a file of all targets says of which target it speaks."""
    if found.position and found.position.file in laid:
        return found
    return replace(found, summary=f"For '{target}': {found.summary}")


def target_config(folder: Path, name: str) -> TargetConfig:
    """A target of the project in a folder; ``sfdx:FOLDER`` needs no project."""
    return TargetConfig(name, CrmName.SALESFORCE) if name.startswith(SOURCE) else Workspace.open(folder).target(name)


def check_folder(folder: Path, over: Overlay | None = None) -> Checked:
    """Reads and checks every ``*.yaml`` and ``*.yml`` below a schema folder, with what is laid over it."""
    files = [path for path in sorted(folder.rglob("*.y*ml")) if path.suffix in (".yaml", ".yml") and path.is_file()]
    if not files:
        why = "It holds no *.yaml file." if folder.is_dir() else "The folder does not exist."
        hint = "Put schema files there, or name the folder in dealspec.yaml: `schema: FOLDER`."
        fault = Diagnostic("SCH000", "There is no schema.", Position(str(folder), 1, 1), why=why, hint=hint)
        return Checked(None, (fault,), {})
    return check_sources([read_source(path) for path in files], over)


def check_sources(sources: Sequence[SourceFile], over: Overlay | None = None) -> Checked:
    """Loads schema texts, and the files that they include, and runs every check on what they declare."""
    reading = read(sources, _fetch, over)
    texts = {source.name: source.text for source in reading.files}
    from dealspec.validators.checks import check_schema

    checks = check_schema(reading.schema, reading.doubts)
    diagnostics = ordered([*reading.faults, *reading.warnings, *checks])
    sound = all(diagnostic.severity is not Severity.ERROR for diagnostic in diagnostics)
    return Checked(reading.schema if sound else None, diagnostics, texts)


def _fetch(name: str) -> SourceFile:
    path = Path(name)
    if not path.is_file():
        raise FileNotFoundError(name)
    return read_source(path)


def read_attestations(root: Path) -> tuple[tuple[Attestation, ...], tuple[Diagnostic, ...]]:
    """The attestations beside ``dealspec.yaml``, and every fault in them."""
    path = root / ATTESTATIONS
    return load_attestations(read_source(path)) if path.is_file() else ((), ())


MOST_BYTES = 20_000_000
"""The largest file that is read: some 400,000 lines of YAML, which take about a gigabyte to parse."""


def read_source(path: Path) -> SourceFile:
    """A file's name and text; raises ``InvalidInput`` when it is too large or cannot be read as UTF-8."""
    start = Position(str(path), 1, 1)
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        hint = "Mend its permissions, or take it out of the folder."
        raise InvalidInput(
            [Diagnostic("SCH008", "This file cannot be read.", start, why=str(error.strerror), hint=hint)]
        ) from error
    if len(data) > MOST_BYTES:
        what = f"This file is larger than {MOST_BYTES // 1_000_000} MB."
        hint = "Split it into several files, or take out what is not a schema."
        raise InvalidInput([Diagnostic("YML010", what, start, why="Nothing of it was read.", hint=hint)])
    try:
        return SourceFile(str(path), data.decode("utf-8").replace("\r\n", "\n"))
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        place = Position(str(path), before.count("\n") + 1, len(before) - before.rfind("\n"))
        what = f"This file is not UTF-8 text: the byte 0x{data[error.start]:02X} stands here."
        raise InvalidInput([Diagnostic("YML014", what, place, hint="Save the file as UTF-8.")]) from error
