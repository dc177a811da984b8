"""The command line itself: what it refuses and how, its help, its variables, and how little it loads."""

from __future__ import annotations

import re
import shlex
import socket
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from tests.running import dealspec
from tests.unit.commands.worlds import Project

from dealspec.cli import VERBS, group

FAULTS = [
    ("no verb", [], "Missing command."),
    ("an unknown verb", ["paln", "salesforce"], "Did you mean 'plan'?"),
    ("an unknown flag", ["plan", "salesforce", "--chek"], "--check"),
    ("a missing target", ["plan"], "Missing argument 'TARGET'"),
    ("an unknown target", ["plan", "salesfroce"], "Did you mean 'salesforce'?"),
    ("an unknown target to apply", ["apply", "hubsopt", "--auto-approve"], "Did you mean 'hubspot'?"),
    ("an unknown format", ["audit", "salesforce", "--format", "xml"], "'junit'"),
    ("an unknown suffix", ["audit", "salesforce", "-o", "findings.pdf"], "Known suffixes: .html, .json, .txt, .xml."),
    ("an unknown grade", ["audit", "salesforce", "--fail-on", "info"], "'warning'"),
    ("rules that match nothing", ["audit", "salesforce", "--rules", "quoet"], "No gate or rule matches quoet."),
    ("a moment that is none", ["audit", "salesforce", "--as-of", "yesterday"], "ISO 8601"),
    ("a moment that is none, to plan", ["plan", "salesforce", "--as-of", "31.01.2026"], "ISO 8601"),
    ("a plan that is not there", ["apply", "plan.json"], "dealspec plan TARGET -o plan.json"),
    ("a saved plan, in part", ["apply", "plan.json", "--only", "gates.*"], "Leave out --auto-approve and --only."),
    ("a saved plan, approved twice", ["apply", "plan.json", "--auto-approve"], "Leave out --auto-approve and --only."),
    ("an unknown CRM", ["emulate", "oracle"], "'hubspot'"),
    ("a clock that is none", ["emulate", "all", "--clock", "noon"], "Write `real` or a time in ISO 8601."),
    ("too few records", ["demo", "--records", "3"], "50<=x<=50000"),
    ("an unknown blueprint", ["init", "new", "--blueprint", "partnersales"], "There is: partner-sales."),
    ("an unknown motion", ["init", "new", "--motion", "reselling"], "reseller"),
    ("a file that is not there", ["validate", "schema/nowhere.yaml"], "does not exist"),
]
HEAVY = (
    "duckdb", "sqlglot", "requests", "simple_salesforce", "hubspot", "jinja2", "rich", "deepdiff", "zeep",
    "cryptography", "dealspec.crm", "dealspec.emulator",
)  # fmt: skip
HEAVY_FOR_THE_GROUP = (*HEAVY, "yaml", "dealspec.schema", "dealspec.validators", "dealspec.wiring")
EXAMPLE = re.compile(r"Example: dealspec (.+)$", re.MULTILINE)


@pytest.mark.parametrize(("args", "hint"), [case[1:] for case in FAULTS], ids=[case[0] for case in FAULTS])
def test_a_command_line_that_cannot_be_carried_out(embedded: Project, args: list[str], hint: str) -> None:
    ran = embedded.run(*args)

    assert ran.code == 64, ran
    assert hint in ran.err
    assert ran.err.startswith("error: ")
    assert ran.out == "" and "Traceback" not in ran.err


def test_a_wrong_suffix_is_said_before_anything_is_applied(embedded: Project) -> None:
    refused = embedded.run("apply", "hubspot", "--auto-approve", "-o", "run.pdf")
    pending = embedded.run("plan", "hubspot", "--check")

    assert (refused.code, pending.code) == (64, 2)


def test_a_project_is_never_started_over_another(embedded: Project) -> None:
    before = (embedded.folder / "dealspec.yaml").read_bytes()

    ran = dealspec("init", embedded.folder)

    assert ran.code == 64
    assert "already holds dealspec.yaml" in ran.err and "hint: Name an empty folder" in ran.err
    assert (embedded.folder / "dealspec.yaml").read_bytes() == before
    assert not (embedded.folder / "README.md").exists()


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        # A process of its own: `emulate` takes over the signals of the one it runs in.
        ran = _process("emulate", "hubspot", "--port", port)

    assert ran.returncode == 64
    assert "Address already in use" in ran.stderr and "Use another --port" in ran.stderr
    assert ran.stdout == "" and "Traceback" not in ran.stderr


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_and_an_example_that_it_takes(verb: str) -> None:
    ran = dealspec(verb, "--help")
    [line] = EXAMPLE.findall(ran.out)
    named, *args = shlex.split(line)
    command = group.get_command(click.Context(group), verb)
    assert command is not None

    assert ran.code == 0 and named == verb
    assert all(option.help for option in command.params if isinstance(option, click.Option))
    with command.make_context(verb, args):
        pass


def test_the_groups_help_names_every_verb_and_every_exit_code() -> None:
    ran = dealspec("--help")

    assert ran.code == 0 and ran.err == ""
    assert [line.split()[0] for line in ran.out.partition("Commands:")[2].splitlines() if line.strip()] == list(VERBS)
    assert [code for code in ("0", "1", "2", "3", "4", "5", "64", "65", "69", "70", "130") if code not in ran.out] == []


@pytest.mark.parametrize("args", [["--help"], ["--version"], *[[verb, "--help"] for verb in VERBS]], ids=" ".join)
def test_help_loads_nothing_heavy(args: list[str]) -> None:
    code = f"import sys; from dealspec.cli import run; run({args!r}); print('\\nloaded:', *sys.modules)"

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    loaded = ran.stdout.partition("\nloaded: ")[2].split()
    assert "dealspec.cli" in loaded
    assert [name for name in (HEAVY if len(args) > 1 else HEAVY_FOR_THE_GROUP) if name in loaded] == []


def test_help_starts_within_eight_times_of_nothing() -> None:
    times: dict[str, list[float]] = {"-c": [], "-m": []}
    for _ in range(7):
        for command in (["-c", "pass"], ["-m", "dealspec", "--help"]):
            started = time.perf_counter()
            subprocess.run([sys.executable, *command], capture_output=True, check=True)
            times[command[0]].append(time.perf_counter() - started)

    assert min(times["-m"]) <= 8 * min(times["-c"])


def test_every_flag_has_a_variable(embedded: Project) -> None:
    by_only = embedded.run("plan", "salesforce", DEALSPEC_PLAN_ONLY="fields.* pipelines.reseller.stages.*")
    by_format = embedded.run("plan", "salesforce", DEALSPEC_PLAN_FORMAT="json", DEALSPEC_PLAN_ONLY="gates.quote")
    by_check = embedded.run("plan", "salesforce", DEALSPEC_PLAN_CHECK="1")
    saved = embedded.run("plan", "salesforce", DEALSPEC_PLAN_OUTPUT=str(embedded.folder / "plan.json"))
    elsewhere = dealspec("plan", "salesforce", env={"DEALSPEC_PROJECT": str(embedded.folder)})

    assert "gates" not in by_only.out.partition("How ")[0] and by_only.code == 0
    assert by_format.json["only"] == ["gates.quote"]
    assert by_check.code == 2
    assert saved.code == 0 and (embedded.folder / "plan.json").is_file()
    assert elsewhere.code == 0


@pytest.mark.parametrize("verb", VERBS)
def test_the_variable_is_named_as_the_flag_is(verb: str) -> None:
    command = group.get_command(click.Context(group), verb)
    assert command is not None
    context = click.Context(command, info_name=verb)

    for option in command.params:
        if isinstance(option, click.Option):
            flag = max(option.opts, key=len).removeprefix("--").replace("-", "_").upper()
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv(f"DEALSPEC_{verb.upper()}_{flag}", "given")
                assert option.resolve_envvar_value(context) == "given", flag


def _process(*args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "dealspec", *args], capture_output=True, text=True, timeout=60)
