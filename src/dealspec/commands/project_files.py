"""The files of a new project: the blueprint's schema, ``dealspec.yaml``, ``.gitignore``, a README. Writes no other."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

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

README = """\
# Our partner-sales data model

The fields, stages, gates and rules of partner sales, as code.
`schema/` says what should be, `dealspec.yaml` where.

    dealspec validate               # are the files sound? (offline)
    dealspec plan salesforce        # what would change in the embedded org?
    dealspec apply salesforce --auto-approve
    dealspec audit salesforce       # which records break the gates and rules?

Then declare your own org in `dealspec.yaml`, set its token in the environment, and begin with:

    dealspec doctor production
    dealspec plan production -o plan.json
    dealspec apply plan.json
"""


def project_files(blueprint: str, motions: Collection[str] | None) -> tuple[SourceFile, ...]:
    """Everything ``init`` writes, by relative name; raises ``UsageFault`` for an unknown blueprint or motion."""
    try:
        schema = blueprints.files(blueprint, motions)
    except KeyError:
        known = ", ".join(item.name for item in blueprints.BLUEPRINTS)
        raise UsageFault(f"There is no blueprint '{blueprint}'.", hint=f"There is: {known}.") from None
    except ValueError as error:
        known = ", ".join(blueprints.blueprint(blueprint).motions)
        raise UsageFault(str(error), hint=f"It has: {known}.") from None
    own = (SourceFile("dealspec.yaml", CONFIG), SourceFile(".gitignore", GITIGNORE), SourceFile("README.md", README))
    return (*own, *schema)


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
