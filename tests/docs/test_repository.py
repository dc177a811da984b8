"""Laws about the repository itself: what may stand in a tracked file, and what must."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

FOREIGN = {
    "a path of somebody's machine": re.compile(r"(?<![\w.~-])/(?:home|root|tmp|work)/"),
    "the host of a package index": re.compile(
        r"\b(?:pypi\.(?:org|python\.org)|pythonhosted\.org|registry\.npmjs\.org|conda\.anaconda\.org"
        r"|artifactory|nexus\.\w|devpi)|(?<!\w)--(?:(?:extra-)?index-url|find-links)",
        re.IGNORECASE,
    ),
}
FOREIGN_ALLOWED = {
    "tests/docs/test_repository.py": "names what it forbids",
}
LONG_ALLOWED: dict[str, str] = {}
LONGEST = 500


@pytest.mark.parametrize("what", FOREIGN)
def test_no_tracked_file_names(what):
    places = [
        f"{name}:{number}"
        for name, text in _texts()
        if name not in FOREIGN_ALLOWED
        for number, line in enumerate(text.splitlines(), 1)
        if FOREIGN[what].search(line)
    ]

    assert places == []


@pytest.mark.parametrize(
    "line",
    [
        "cd /home/somebody/x",
        "open('/tmp/x')",
        '"/root/.config"',
        "see /work/notes",
        "--index-url x",
        "https://pypi.org/simple",
    ],
)
def test_foreign_lines_are_recognised(line):
    assert any(pattern.search(line) for pattern in FOREIGN.values())


@pytest.mark.parametrize("line", ["GET /crm/v3/work/", "docs/home/", "https://example.com/work/", "~/tmp/x"])
def test_routes_and_relative_paths_are_not_foreign(line):
    assert not any(pattern.search(line) for pattern in FOREIGN.values())


def test_python_files_are_short():
    lengths = {name: text.count("\n") for name, text in _texts() if name.endswith(".py")}

    assert [name for name, length in lengths.items() if length > LONGEST and name not in LONG_ALLOWED] == []


def test_exceptions_are_still_needed():
    tracked = {name for name, _ in _texts()}

    assert set(LONG_ALLOWED) | set(FOREIGN_ALLOWED) <= tracked


def test_every_requirement_is_pinned_with_hashes_and_names_no_address():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    requirements = re.split(r"^(?=[A-Za-z0-9])", re.sub(r"^\s*#.*\n", "", lock, flags=re.MULTILINE), flags=re.MULTILINE)

    entries = [entry for entry in requirements if entry.strip()]
    assert len(entries) > 20
    assert [
        entry
        for entry in entries
        if not re.match(r"[\w.-]+==[\w.]+[^\n]*\\\n(?:\s+--hash=sha256:[0-9a-f]{64}.*\n)+", entry)
    ] == []
    assert "://" not in lock
    assert not re.search(r"^\s*-", re.sub(r"^\s+--hash=.*$", "", lock, flags=re.MULTILINE), re.MULTILINE)


def test_the_lock_holds_every_declared_dependency_and_the_build_backend():
    declared = _declared_dependencies()
    locked = set(re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE))

    assert {"setuptools", *declared} <= locked


def test_the_licence_is_apache_2():
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")

    assert "Apache License" in text
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_every_decision_is_listed_in_the_index_under_its_own_title():
    index = (ROOT / "docs/adr/README.md").read_text(encoding="utf-8")
    listed = {
        (number, file): title
        for number, file, title in re.findall(r"^\| \[(\d{4})\]\(([\w.-]+)\) \| (.+?) \|", index, re.MULTILINE)
    }
    written = {}
    for path in sorted((ROOT / "docs/adr").glob("[0-9]*.md")):
        number, _, title = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ").partition(" ")
        written[(number, path.name)] = title

    assert {key: _plain(title) for key, title in listed.items()} == {
        key: _plain(title) for key, title in written.items()
    }


@pytest.mark.parametrize("path", sorted((ROOT / "docs/adr").glob("[0-9]*.md")), ids=lambda path: path.stem)
def test_a_decision_has_a_date_and_its_four_parts_in_order(path):
    text = path.read_text(encoding="utf-8")
    headings = [
        heading for heading in re.findall(r"^## (.+)$", text, re.MULTILINE) if not heading.startswith("Options not")
    ]

    assert re.search(r"^\d{4}-\d\d-\d\d · (?:proposed|accepted|replaced by \[\d{4}\].*)$", text, re.MULTILINE)
    assert set(headings) == {"Context", "Choice", "Cost"} | ({"Options"} & set(headings))
    assert headings.index("Context") == 0
    assert headings[-1] == "Cost"


def test_the_changelog_has_a_place_for_what_comes_next():
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    assert re.search(r"^## \[Unreleased\]$", changelog, re.MULTILINE)


def test_relative_links_in_documents_lead_somewhere():
    broken = [
        f"{name}: {target}"
        for name, text in _texts()
        if name.endswith(".md")
        for target in re.findall(r"\]\(([^)#\s]+)", text)
        if "://" not in target and not target.startswith("mailto:") and not ((ROOT / name).parent / target).exists()
    ]

    assert broken == []


def test_every_make_target_says_what_it_is_for():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = set(re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE).group(1).split())

    assert phony == set(re.findall(r"^([a-z]+):.*## \S", makefile, re.MULTILINE))


def _declared_dependencies() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    return {re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", name).group()).lower() for name in names}


def _plain(title: str) -> str:
    return re.sub(r"[`*]", "", title).strip()


@cache
def _tracked() -> tuple[str, ...]:
    if not (ROOT / ".git").exists():
        pytest.skip("what is tracked is known in a clone only")
    listing = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
    )
    return tuple(name for name in listing.stdout.decode().split("\0") if name and (ROOT / name).is_file())


@cache
def _texts() -> tuple[tuple[str, str], ...]:
    return tuple(_readable())


def _readable() -> Iterator[tuple[str, str]]:
    for name in _tracked():
        try:
            yield name, (ROOT / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
