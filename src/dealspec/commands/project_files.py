"""The files of a new project: a blueprint's schema and what makes it a project. Writes no other and overwrites none."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from dealspec.commands.origin import Origin
from dealspec.commands.project_readme import project_readme
from dealspec.core.errors import UsageFault
from dealspec.schema import blueprints
from dealspec.schema.load import SourceFile

CONFIG = """\
# Which orgs this project is about, and where its schema lies. Secrets never stand here: ${NAME} is read from the
# environment.
schema: schema

targets:
  # Two offline CRMs to learn and rehearse on. They live in .dealspec/embedded/ and answer like the vendors.
  salesforce: {crm: salesforce, embedded: true}
  hubspot: {crm: hubspot, embedded: true}

  # Your own. The pinned id makes sure that no other org is ever touched by mistake.
  # production:
  #   crm: salesforce
  #   url: https://example.my.salesforce.com
  #   auth: {access_token: "${SF_TOKEN}"}
  #   org_id: 00D000000000001
  # portal:
  #   crm: hubspot
  #   token: "${HUBSPOT_TOKEN}"
  #   portal_id: "12345678"
"""

GITIGNORE = """\
# Embedded orgs and the records of runs stay on this machine.
.dealspec/
"""

NO_MOTION = "none"
"""What stands for no motion at all on the command line."""


def project_files(blueprint: str, motions: Collection[str] | None) -> tuple[SourceFile, ...]:
    """Everything ``init`` writes, by relative name; ``None`` is every motion.

    Raises ``UsageFault`` for an unknown blueprint or motion.
    """
    try:
        schema = blueprints.files(blueprint, motions)
    except KeyError:
        known = ", ".join(item.name for item in blueprints.BLUEPRINTS)
        raise UsageFault(f"There is no blueprint '{blueprint}'.", hint=f"There is: {known}.") from None
    except ValueError as error:
        known = ", ".join(blueprints.blueprint(blueprint).motions)
        raise UsageFault(str(error), hint=f"It has: {known}.") from None
    offered = blueprints.blueprint(blueprint).motions
    chosen = tuple(motion for motion in offered if motions is None or motion in motions)
    readme = SourceFile("README.md", project_readme(schema, chosen, offered))
    origin = Origin.of(blueprint, chosen, schema).source()
    cases = blueprints.cases(blueprint, motions)
    return (SourceFile("dealspec.yaml", CONFIG), SourceFile(".gitignore", GITIGNORE), readme, origin, *schema, *cases)


def write_project(folder: Path, files: Collection[SourceFile]) -> None:
    """Writes the files below a folder; raises ``UsageFault``, and writes nothing, when one is already there."""
    present = [file.name for file in files if (folder / file.name).exists() and file.name not in _MAY_STAY]
    if present:
        raise UsageFault(
            f"{folder} already holds {', '.join(present)}.",
            why="Starting a project never overwrites your files.",
            hint="Name an empty folder: dealspec init FOLDER",
        )
    try:
        for file in files:
            path = folder / file.name
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                path.write_text(file.text, encoding="utf-8")
    except OSError as error:
        raise UsageFault(f"{folder} cannot be written: {error.strerror}.") from error


_MAY_STAY = ("README.md", ".gitignore")
"""A repository often has these before it has a schema; ours are then left out."""
