"""The record of where a project's schema came from: the blueprint as ``init`` wrote it, to merge newer ones against.

The record holds the blueprint's own words and nothing of the user's. It belongs into version control.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from dealspec import __version__
from dealspec.core.errors import UsageFault
from dealspec.schema.load import SourceFile
from dealspec.schema.yaml_text import Section, document

ORIGIN = ".dealspec-blueprint.yaml"

_HEAD = """\
# The blueprint as it came, so that `dealspec blueprint upgrade` can tell your changes from those of a newer one.
# Written by dealspec: keep it in version control, and make your changes in the schema folder.

"""


@dataclass(frozen=True, slots=True)
class Origin:
    """A blueprint as a project got it: its name, the dealspec that shipped it, the motions, the files by name."""

    blueprint: str
    dealspec: str
    motions: tuple[str, ...]
    files: Mapping[str, str]

    @classmethod
    def of(cls, blueprint: str, motions: Sequence[str], files: Sequence[SourceFile]) -> Origin:
        """The record of files that this dealspec ships."""
        return cls(blueprint, __version__, tuple(motions), {file.name: file.text for file in files})

    @classmethod
    def read(cls, folder: Path) -> Origin:
        """The record of a project; raises ``UsageFault`` when there is none or it was tampered with."""
        path = folder / ORIGIN
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            raise UsageFault(
                f"{folder} does not say which blueprint it came from.",
                why=f"`dealspec init` writes that into {ORIGIN}, and the file is not there.",
                hint=f"Restore {ORIGIN} from version control, or start a new project and carry your changes over.",
            ) from None
        except (OSError, UnicodeDecodeError) as error:
            raise _unreadable(path, str(error)) from error
        try:
            found = yaml.safe_load(text)
            origin = cls(
                str(found["blueprint"]),
                str(found["dealspec"]),
                tuple(str(motion) for motion in found["motions"]),
                {str(name): str(body) for name, body in found["files"].items()},
            )
        except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
            raise _unreadable(path, "It is not a record as dealspec writes it.") from error
        if found.get("digest") != origin.digest:
            raise _unreadable(path, "What it holds was changed by somebody else than dealspec.")
        return origin

    @property
    def digest(self) -> str:
        """A fingerprint of the blueprint's texts: the same for the same edition and motions."""
        total = hashlib.sha256()
        for name, text in sorted(self.files.items()):
            total.update(f"{name}\0{text}\0".encode())
        return f"sha256:{total.hexdigest()}"

    def source(self) -> SourceFile:
        """The record as a file."""
        body = Section(
            blueprint=self.blueprint,
            dealspec=self.dealspec,
            digest=self.digest,
            motions=list(self.motions),
            files=Section(sorted(self.files.items())),
        )
        return SourceFile(ORIGIN, _HEAD + document(body))


def _unreadable(path: Path, why: str) -> UsageFault:
    return UsageFault(f"{path} cannot be used.", why=why, hint="Restore it from version control.")
