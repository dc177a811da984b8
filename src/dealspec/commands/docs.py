"""``dealspec docs``: the schema as a data dictionary to browse. Overwrites and removes only pages that it made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from dealspec import __version__
from dealspec.commands.options import target_option
from dealspec.commands.session import Session
from dealspec.commands.workspace import Workspace
from dealspec.core.errors import ExitCode, UsageFault


@click.command("docs")
@click.option(
    "-o", "--output", "folder", type=click.Path(file_okay=False), required=True, metavar="DIR", help="Where to write."
)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(("html", "markdown", "both")),
    default="both",
    show_default=True,
    help="Pages for a browser, for a repository, or both.",
)
@target_option
@click.pass_obj
def command(session: Session, folder: str, format_name: str, target: str | None) -> int:
    """Write the schema as a data dictionary.

    One page per object and pipeline, one for the rules: what each field means, its names in both CRMs, its values, who
    writes and who sees it, and the gates and rules that use it. DIR may hold earlier pages, which are replaced; a file
    of the same name that dealspec did not make is never touched.

    Example: dealspec docs -o dictionary
    """
    from dealspec.reports import dictionary
    from dealspec.validators.judgements import judgements

    schema = Workspace.open(session.folder).schema_for(target)
    formats = dictionary.FORMATS if format_name == "both" else (format_name,)
    pages = dictionary.pages(schema, judgements(schema)[0], __version__, formats)
    place = Path(folder)
    _refuse_foreign(place, pages)
    stale = sorted(_stale(place, pages))
    _write(place, pages, stale)
    session.say(f"Wrote {len(pages)} pages to {place}; begin with {place / next(iter(pages))}.")
    for path in stale:
        session.say(f"Removed {path}: the schema no longer has what it was about.")
    return ExitCode.CLEAN


def _refuse_foreign(folder: Path, pages: Mapping[str, str]) -> None:
    foreign = [path for path in pages if (folder / path).exists() and not _is_ours(folder, folder / path)]
    if foreign:
        raise UsageFault(
            f"{folder} already holds {', '.join(foreign)}.",
            why="dealspec did not write that, and never overwrites your files.",
            hint="Name another folder: dealspec docs -o FOLDER",
        )


def _stale(folder: Path, pages: Mapping[str, str]) -> Iterator[Path]:
    """The pages of an earlier run, in the same formats, that this schema does not have."""
    places = {(str(Path(path).parent), Path(path).suffix) for path in pages}
    places |= {(parent, suffix) for parent in ("objects", "pipelines") for _, suffix in places}
    for parent, suffix in places:
        for path in (folder / parent).glob(f"*{suffix}"):
            if path.relative_to(folder).as_posix() not in pages and _is_ours(folder, path):
                yield path


def _is_ours(folder: Path, path: Path) -> bool:
    from dealspec.reports.dictionary import is_page

    try:
        return path.is_file() and is_page(path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return False


def _write(folder: Path, pages: Mapping[str, str], stale: list[Path]) -> None:
    try:
        for path, text in pages.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8", newline="\n")
        for page in stale:
            page.unlink()
    except OSError as error:
        raise UsageFault(f"{error.filename or folder} cannot be written: {error.strerror}.") from error
