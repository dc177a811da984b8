"""Merges a newer blueprint into a project's schema folder, and says what came of it. Touches nothing beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from dealspec.commands.origin import ORIGIN, Origin
from dealspec.commands.session import Session
from dealspec.commands.workspace import Workspace, check_sources
from dealspec.core.diagnostics import Diagnostic, Severity
from dealspec.core.errors import UsageFault
from dealspec.reports.view import counted
from dealspec.schema import blueprints
from dealspec.schema.load import SourceFile
from dealspec.schema.merge import Edit, EditKind, Held, Merge, merge_files
from dealspec.schema.merge.tree import Branch, tree

_PREFIX = "schema/"
"""Where a blueprint's files lie; a project may keep them in another folder."""
_DONE = {EditKind.ADD: "added", EditKind.CHANGE: "changed", EditKind.REMOVE: "removed"}


@dataclass(frozen=True, slots=True)
class Upgrade:
    """A merge that is worked out and not yet written."""

    root: Path
    schema: Path
    origin: Origin
    files: Mapping[str, _File]
    merge: Merge
    faults: tuple[Diagnostic, ...]

    @classmethod
    def planned(cls, root: Path, motions: Sequence[str], source: Path | None) -> Upgrade:
        """What the upgrade would do; raises ``UsageFault`` or ``InvalidInput`` when it cannot begin."""
        workspace = Workspace.open(root)
        base = Origin.read(root)
        schema = root / workspace.project.schema
        new = _newer(base, motions, source)
        files = _read(schema)
        theirs = {name: file.text for name, file in files.items()}
        merge = merge_files(base.files, theirs, new.files)
        return cls(root, schema, new, files, merge, _new_faults(theirs, merge))

    @property
    def needs_a_person(self) -> bool:
        """Whether something is held, or the merged files do not fit together."""
        return bool(self.merge.held or self.faults)

    def show(self, session: Session, *, dry_run: bool) -> None:
        """What happens to each key, on stdout; what to do about it, on stderr."""
        after = tree(SourceFile(name, text) for name, text in self._texts().items())
        for edit in self.merge.edits:
            click.echo(f"{_DONE[edit.kind]:<8} {self._place(edit, after)}  {'.'.join(edit.path)}")
        for held in self.merge.held:
            click.echo(f"{'held':<8} {self._place(held, after)}  {'.'.join(held.path)}: {held.why}")
            for name, version in (("yours", held.shown_theirs), ("new", held.shown_new)):
                lines = version.splitlines() or (["(not there)"] if held.theirs or held.new else [])
                for number, line in enumerate(lines):
                    click.echo(f"    {f'{name}:' if number == 0 else '':<7}{line}")
        for fault in self.faults:
            click.echo(f"{'fault':<8} {fault.position}  {fault.summary}")
        self._say_what_next(session, dry_run=dry_run)

    def write(self) -> None:
        """Writes the files that change, then the record; raises ``UsageFault`` when one cannot be written."""
        try:
            for name, text in self.merge.changed.items():
                path = self._path(name)
                if text is None:
                    path.unlink(missing_ok=True)
                else:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(self.files.get(name, _File("")).encoded(text))
            (self.root / ORIGIN).write_text(self.origin.source().text, encoding="utf-8")
        except OSError as error:
            raise UsageFault(f"{error.filename} cannot be written: {error.strerror}.") from error

    def _texts(self) -> dict[str, str]:
        texts = {name: file.text for name, file in self.files.items()} | dict(self.merge.changed)
        return {name: text for name, text in texts.items() if text is not None}

    def _path(self, name: str) -> Path:
        return self.schema / name.removeprefix(_PREFIX)

    def _place(self, item: Edit | Held, after: Branch) -> str:
        found = after.at(item.path) or item.theirs or item.new
        if found is None or not found.spots:
            return str(self._path(item.path[0]))
        spot = found.spots[0]
        return f"{self._path(spot.file)}:{spot.line}"

    def _say_what_next(self, session: Session, *, dry_run: bool) -> None:
        done, held = len(self.merge.edits), len(self.merge.held)
        if not self.merge.changed and not held:
            session.say("Nothing to do: the project has everything of this blueprint.")
            return
        verb = "would be taken over" if dry_run else "taken over"
        session.say(f"{counted(done, 'change')} {verb}, {held} held.")
        if held:
            session.say("What is held stays as you have it. Take the new version where you want it; it is shown once.")
        if self.faults:
            session.say("The merged files do not fit together: `dealspec validate` shows where, with a hint.")
        elif done and not dry_run:
            session.say("Next: dealspec validate, then dealspec plan for each target.")


@dataclass(frozen=True, slots=True)
class _File:
    """A file of the user's: its text with plain line ends, and how it is written."""

    text: str
    mark: str = ""
    line_end: str = "\n"

    @classmethod
    def read(cls, path: Path) -> _File:
        try:
            text = path.read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageFault(f"{path} cannot be read as UTF-8 text.", hint="Save it as UTF-8.") from error
        mark = "\ufeff" if text.startswith("\ufeff") else ""
        line_end = "\r\n" if "\r\n" in text else "\n"
        return cls(text.removeprefix(mark).replace("\r\n", "\n"), mark, line_end)

    def encoded(self, text: str) -> bytes:
        """Another text, written the same way."""
        return (self.mark + text.replace("\n", self.line_end)).encode("utf-8")


def _read(schema: Path) -> dict[str, _File]:
    paths = [path for path in sorted(schema.rglob("*.y*ml")) if path.suffix in (".yaml", ".yml") and path.is_file()]
    return {f"{_PREFIX}{path.relative_to(schema).as_posix()}": _File.read(path) for path in paths}


def _newer(base: Origin, motions: Sequence[str], source: Path | None) -> Origin:
    """The blueprint as it is now, with the project's motions and those asked for."""
    if source is not None and not (source / _PREFIX).is_dir():
        raise UsageFault(f"{source} holds no blueprint.", hint=f"A blueprint has its files in {source / _PREFIX}.")
    try:
        folder = source if source is not None else blueprints.folder(base.blueprint)
    except KeyError:
        raise UsageFault(
            f"This dealspec ships no blueprint '{base.blueprint}'.", hint="Name its folder: --from FOLDER"
        ) from None
    offered = blueprints.motions_in(folder.joinpath("schema"))
    unknown = sorted(set(motions) - set(offered))
    if unknown:
        known = ", ".join(offered) or "none"
        raise UsageFault(f"The blueprint has no motion {', '.join(map(repr, unknown))}.", hint=f"It has: {known}.")
    wanted = dict.fromkeys([*base.motions, *motions])
    chosen = [motion for motion in wanted if motion in offered]
    return Origin.of(base.blueprint, chosen, blueprints.files(base.blueprint, chosen, folder))


def _new_faults(theirs: Mapping[str, str], merge: Merge) -> tuple[Diagnostic, ...]:
    """The errors that the merged files have and the user's had not."""
    before = {(fault.code, fault.summary) for fault in _errors(theirs)}
    merged = {name: text for name, text in {**theirs, **merge.changed}.items() if text is not None}
    return tuple(fault for fault in _errors(merged) if (fault.code, fault.summary) not in before)


def _errors(texts: Mapping[str, str]) -> list[Diagnostic]:
    checked = check_sources([SourceFile(name, text) for name, text in sorted(texts.items())])
    return [fault for fault in checked.diagnostics if fault.severity is Severity.ERROR]
