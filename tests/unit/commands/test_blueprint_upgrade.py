"""`dealspec blueprint upgrade`: a newer blueprint comes into a project, and nothing of the user's is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.running import dealspec

from dealspec.commands.origin import ORIGIN, Origin
from dealspec.schema.blueprints import files

OLD = "age(stage_notes_updated_at) <= days(${policies.notes_refresh_days})\n"
NEWER = "age(stage_notes_updated_at) <= days(5)\n"
OURS = "age(stage_notes_updated_at) <= days(14) # as agreed\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    assert dealspec("init", folder, "--motion", "referral", "--motion", "reseller").code == 0
    return folder


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """Another edition of the blueprint: a stricter rule, one more value, one more rule, one less."""
    folder = tmp_path / "newer"
    for file in files("partner-sales"):
        (folder / file.name).parent.mkdir(parents=True, exist_ok=True)
        (folder / file.name).write_text(file.text, encoding="utf-8")
    edit(folder, "rules.yaml", OLD, NEWER)
    edit(
        folder, "rules.yaml", "  close_date_past:\n", "  amount_missing:\n    that: amount > 0\n\n  close_date_past:\n"
    )
    edit(folder, "opportunity_evidence.yaml", "[strong, partial, poor]", "[strong, partial, weak, poor]")
    text = (folder / "schema/rules.yaml").read_text(encoding="utf-8")
    start, end = text.index("  renewal_undated:"), text.index("  renewal_owner_unconfirmed:")
    (folder / "schema/rules.yaml").write_text(text[:start] + text[end:], encoding="utf-8")
    return folder


def edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / "schema" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_shipped_blueprint_brings_nothing_new(project: Path) -> None:
    before = contents(project)

    ran = dealspec("blueprint", "upgrade", project)

    assert (ran.code, ran.out) == (0, "")
    assert "Nothing to do" in ran.err
    assert contents(project) == before


def test_an_untouched_project_becomes_the_newer_edition(project: Path, newer: Path) -> None:
    ran = dealspec("blueprint", "upgrade", project, "--from", newer)

    assert ran.code == 0
    assert [line.split()[0] for line in ran.out.splitlines()] == ["added", "changed", "added", "removed"]
    for path in (project / "schema").iterdir():
        assert path.read_text(encoding="utf-8") == (newer / "schema" / path.name).read_text(encoding="utf-8")
    assert dealspec("blueprint", "upgrade", project, "--from", newer).out == ""
    assert dealspec("validate", project).code == 0


def test_what_both_changed_is_held_and_shown_with_its_place(project: Path, newer: Path) -> None:
    edit(project, "rules.yaml", OLD, OURS)

    ran = dealspec("blueprint", "upgrade", project, "--from", newer)

    rules = (project / "schema/rules.yaml").read_text(encoding="utf-8")
    line = rules[: rules.index(OURS)].count("\n") + 1
    held = ran.out[ran.out.index("\nheld ") + 1 :].splitlines()
    assert ran.code == 4
    assert held == [
        f"held     {project}/schema/rules.yaml:{line}  rules.stale_stage_notes.that: you and the blueprint changed it",
        "    yours: that: age(stage_notes_updated_at) <= days(14)",
        "    new:   that: age(stage_notes_updated_at) <= days(5)",
    ]
    assert OURS in rules
    assert "amount_missing:" in rules and "renewal_undated:" not in rules, "the rest comes in"
    assert dealspec("blueprint", "upgrade", project, "--from", newer).code == 0, "it is shown once"


def test_a_dry_run_says_the_same_and_writes_nothing(project: Path, newer: Path) -> None:
    edit(project, "rules.yaml", OLD, OURS)
    before = contents(project)

    dry = dealspec("blueprint", "upgrade", project, "--from", newer, "--dry-run")
    unchanged = contents(project)
    real = dealspec("blueprint", "upgrade", project, "--from", newer)

    assert unchanged == before
    assert (dry.code, dry.out) == (real.code, real.out)


def test_another_motion_is_switched_on(project: Path) -> None:
    ran = dealspec("-C", project, "blueprint", "upgrade", "--motion", "tech")

    assert ran.code == 0
    assert (project / "schema/motion_tech.yaml").exists()
    assert not (project / "schema/motion_services.yaml").exists()
    assert Origin.read(project).motions == ("referral", "reseller", "tech")
    assert dealspec("validate", project).code == 0


def test_a_motion_that_was_taken_out_stays_out(project: Path, newer: Path) -> None:
    (project / "schema/motion_reseller.yaml").unlink()
    edit(newer, "motion_reseller.yaml", "probability: 60", "probability: 55")

    ran = dealspec("blueprint", "upgrade", project, "--from", newer)

    assert ran.code == 4
    assert f"held     {project}/schema/motion_reseller.yaml" in ran.out
    assert not (project / "schema/motion_reseller.yaml").exists()


def test_what_does_not_fit_together_any_more_is_said(project: Path, newer: Path) -> None:
    edit(project, "opportunity_evidence.yaml", "      joint_proof:\n", "      our_proof:\n")
    edit(newer, "rules.yaml", "    that: amount > 0\n", "    that: joint_proof is not blank\n")

    ran = dealspec("blueprint", "upgrade", project, "--from", newer)

    assert ran.code == 4
    assert "There is no field 'joint_proof'" in ran.out
    assert "dealspec validate" in ran.err


def test_line_ends_and_marks_of_the_users_stay(project: Path, newer: Path) -> None:
    path = project / "schema/rules.yaml"
    text = path.read_text(encoding="utf-8").replace("days(90)", "days(60)")
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())

    assert dealspec("blueprint", "upgrade", project, "--from", newer).code == 0

    after = path.read_bytes()
    assert after.startswith(b"\xef\xbb\xbf#")
    assert after.count(b"\n") == after.count(b"\r\n")
    assert NEWER.strip().encode() in after


def test_the_folder_of_the_schema_may_have_another_name(project: Path, newer: Path) -> None:
    (project / "schema").rename(project / "model")
    config = project / "dealspec.yaml"
    config.write_text(config.read_text(encoding="utf-8").replace("schema: schema", "schema: model"), encoding="utf-8")

    assert dealspec("blueprint", "upgrade", project, "--from", newer).code == 0
    assert NEWER in (project / "model/rules.yaml").read_text(encoding="utf-8")
    assert not (project / "schema").exists()


@pytest.mark.parametrize(
    ("spoil", "code", "words"),
    [
        (lambda project: (project / ORIGIN).unlink(), 64, "does not say which blueprint it came from"),
        (lambda project: (project / ORIGIN).write_text("a: [", encoding="utf-8"), 64, "Restore it"),
        (
            lambda project: edit_record(project, "notes_refresh_days: 7", "notes_refresh_days: 8"),
            64,
            "changed by somebody else",
        ),
        (lambda project: edit_record(project, "blueprint: partner-sales", "blueprint: other"), 64, "--from FOLDER"),
        (lambda project: edit(project, "rules.yaml", "rules:\n", "rules: [\n"), 65, "rules.yaml"),
        (lambda project: (project / "dealspec.yaml").unlink(), 65, "no dealspec.yaml here"),
    ],
    ids=["no record", "broken record", "edited record", "unknown blueprint", "broken file", "no project"],
)
def test_a_project_that_cannot_be_upgraded_is_told_why(project: Path, spoil: object, code: int, words: str) -> None:
    assert callable(spoil)
    spoil(project)
    before = contents(project)

    ran = dealspec("blueprint", "upgrade", project)

    assert ran.code == code
    assert words in ran.err
    assert "Traceback" not in ran.err
    assert contents(project) == before


def edit_record(project: Path, old: str, new: str) -> None:
    path = project / ORIGIN
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--motion", "resale"], "It has: marketplace, referral"),
        (["--from", "."], "holds no blueprint"),
    ],
)
def test_a_wrong_argument_is_told_what_there_is(
    project: Path, tmp_path: Path, arguments: list[str], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    ran = dealspec("blueprint", "upgrade", project, *arguments)

    assert ran.code == 64
    assert words in ran.err
