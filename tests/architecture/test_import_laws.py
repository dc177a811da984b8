"""Every import law in pyproject.toml breaks when it is violated, and none of them names a module by mistake.

Each case writes a skeleton of the whole tree, with the rooms that are still to be built, adds one import, and runs
the linter on it under the laws as they stand in pyproject.toml. The real tree itself is judged by `make check`.
"""

import tomllib
from itertools import count
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parents[2]
LAWS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]

FLOORS = ("commands", "core", "crm", "emulator", "provisioner", "reports", "schema", "validators")
AWAITED = {
    "cli",
    "commands.demo.seeder",
    "crm.hubspot",
    "crm.salesforce",
    "emulator.hubspot",
    "emulator.salesforce",
    "provisioner.diff",
    "provisioner.plan",
    "validators.checks",
    "validators.dialects",
    "validators.expr",
    "wiring",
}

VIOLATIONS = [
    ("down-only", "core.ids", "schema.model"),
    ("down-only", "schema.load", "validators.expr"),
    ("down-only", "validators.audit", "provisioner.plan"),
    ("down-only", "provisioner.apply", "crm.salesforce"),
    ("down-only", "reports.html", "emulator.store"),
    ("down-only", "crm.http", "reports.html"),
    ("down-only", "crm.http", "wiring"),
    ("down-only", "wiring", "commands.plan"),
    ("down-only", "commands.plan", "cli"),
    ("down-only", "cli", "__main__"),
    ("down-only", "shed", None),
    ("island", "emulator.store", "core.ids"),
    ("island", "emulator.store", "schema.model"),
    ("island", "emulator.store", "validators.expr"),
    ("island", "emulator.store", "provisioner.plan"),
    ("island", "emulator.store", "crm.http"),
    ("island", "emulator.store", "reports.html"),
    ("island", "emulator.store", "wiring"),
    ("island", "emulator.store", "commands.plan"),
    ("island", "emulator.store", "cli"),
    ("one-door", "commands.plan", "crm.salesforce"),
    ("one-door", "cli", "crm.http"),
    ("strangers-crm", "crm.salesforce.client", "crm.hubspot.client"),
    ("strangers-emulator", "emulator.hubspot.rules", "emulator.salesforce.rules"),
    ("pure-inside", "core.ids", "subprocess"),
    ("pure-inside", "schema.model", "requests"),
    ("pure-inside", "provisioner.changes", "rich"),
    ("pure-inside", "validators.expr.parser", "click"),
    ("pure-inside", "validators.dialects.sql", "duckdb"),
    ("pure-inside", "validators.checks.stages", "sqlite3"),
    ("pure-inside", "provisioner.diff", "socket"),
    ("pure-inside", "provisioner.plan", "requests"),
    ("databases", "provisioner.journal", "sqlite3"),
    ("databases", "validators.checks.stages", "sqlite3"),
    ("databases", "validators.catalogue", "duckdb"),
    ("databases", "emulator.store", "duckdb"),
    ("databases", "commands.audit", "duckdb"),
    ("independent-witness", "commands.demo.seeder", "validators.expr"),
    ("independent-witness", "commands.demo.seeder", "provisioner.ports"),
    ("independent-witness", "commands.demo.seeder", "wiring"),
    ("acyclic", "schema.model", "schema.load"),
]
LAWFUL = [
    ("__main__", "cli"),
    ("cli", "commands.plan"),
    ("commands.plan", "wiring"),
    ("crm.salesforce", "crm.http"),
    ("emulator.salesforce", "emulator.store"),
    ("emulator.store", "sqlite3"),
    ("provisioner.plan", "validators.expr"),
    ("schema.load", "schema.model"),
    ("validators.audit", "duckdb"),
    ("validators.audit.history", "sqlite3"),
    ("wiring", "crm.salesforce"),
    ("wiring", "emulator.store"),
    ("wiring", "provisioner.plan"),
]
_serial = count()


def test_the_lawful_skeleton_keeps_every_law(tmp_path, monkeypatch):
    assert _lint(_skeleton(tmp_path, monkeypatch, extra=None)) == 0


@pytest.mark.parametrize(("law", "importer", "imported"), VIOLATIONS)
def test_a_law_breaks_when_it_is_violated(law, importer, imported, tmp_path, monkeypatch, capsys):
    config = _skeleton(tmp_path, monkeypatch, extra=(importer, imported))

    exit_code = _lint(config, law)

    assert exit_code == 1
    assert "0 kept, 1 broken" in capsys.readouterr().out


def test_every_law_has_a_violation():
    assert {law for law, _, _ in VIOLATIONS} == {law["id"] for law in LAWS["contracts"]}


def test_every_module_that_a_law_names_exists_or_is_awaited():
    unknown = {name for name in _named_modules() if not _exists(ROOT / "src" / "dealspec", name)}

    assert unknown <= AWAITED


def _skeleton(folder: Path, monkeypatch, extra: tuple[str, str | None] | None) -> Path:
    """Write a package of its own name, so that each case meets a fresh import system."""
    package = f"house{next(_serial)}"
    modules: dict[str, list[str]] = {name: [] for name in (*FLOORS, *_named_modules())}
    for importer, imported in (*LAWFUL, *((extra,) if extra else ())):
        modules.setdefault(importer, []).append(imported or "")
        if imported and "." in imported:
            modules.setdefault(imported, [])
    source = folder / package
    for name, imports in modules.items():
        _write(source, name, is_package=any(other.startswith(f"{name}.") for other in modules) or name in FLOORS)
        _append(source, name, [_statement(package, imported) for imported in imports if imported])
    config = folder / "pyproject.toml"
    laws = (ROOT / "pyproject.toml").read_text(encoding="utf-8").partition("[tool.importlinter]")
    config.write_text((laws[1] + laws[2]).replace("dealspec", package), encoding="utf-8")
    monkeypatch.syspath_prepend(str(folder))
    return config


def _write(source: Path, name: str, *, is_package: bool) -> None:
    path = source.joinpath(*name.split("."))
    path = path / "__init__.py" if is_package else path.with_suffix(".py")
    for parent in (source, *(p for p in path.parents if source in p.parents)):
        parent.mkdir(parents=True, exist_ok=True)
        (parent / "__init__.py").touch()
    path.touch()


def _append(source: Path, name: str, statements: list[str]) -> None:
    path = source.joinpath(*name.split("."))
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    path.write_text("".join(f"{statement}\n" for statement in statements), encoding="utf-8")


def _statement(package: str, imported: str) -> str:
    external = {"click", "duckdb", "requests", "rich", "socket", "sqlite3", "subprocess"}
    return f"import {imported}" if imported in external else f"import {package}.{imported}"


def _lint(config: Path, law: str | None = None) -> int:
    return lint_imports(config_filename=str(config), limit_to_contracts=(law,) if law else (), no_cache=True)


def _named_modules() -> set[str]:
    """Return every module of ours that a law names, without the package's own name, as in "schema.model"."""
    named = set()
    for law in LAWS["contracts"]:
        for key in ("source_modules", "forbidden_modules", "protected_modules", "allowed_importers", "modules"):
            named |= {name.partition(".")[2] for name in law.get(key, ()) if "." in name}
    return named


def _exists(package: Path, name: str) -> bool:
    path = package.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()
