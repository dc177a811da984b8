"""The README of a new project: what it holds and what to do next. Only text; writes nothing."""

from __future__ import annotations

from collections.abc import Sequence

from dealspec.schema.load import SourceFile, load
from dealspec.schema.model import Pipeline

_TOP = """\
# Our partner-sales data model

The fields, stages, gates and rules of partner sales in Salesforce and HubSpot, kept as code by `dealspec`.
`schema/` says what should be, `cases/` tries it on examples, `dealspec.yaml` says in which orgs it is.

## What to do next

1. See that the files are sound. This needs no org:

       dealspec validate

2. Try the gates and rules on the examples in `cases/`, and add your own. This needs no org either:

       dealspec test
       dealspec test --explore --rules 'gates.*'  # finds a deal that breaks and one that passes each gate

3. Try it on the two offline CRMs that come with dealspec:

       dealspec plan salesforce                  # what would change?
       dealspec apply salesforce --auto-approve  # change it
       dealspec audit salesforce                 # which records break the gates and rules?

4. Make it yours. Everything in `schema/` is yours to change; `dealspec validate` says at once what does not fit, with
   its line and a hint. The numbers of the policy, such as days and percents, are in `schema/rules.yaml`.

5. Declare your own org in `dealspec.yaml`, where an example stands. Set its token in the environment. Then begin by
   reading only:

       dealspec doctor production
       dealspec plan production -o plan.json
       dealspec apply plan.json

6. Put the folder into version control, `.dealspec-blueprint.yaml` included: it is what newer blueprints are merged
   against.
"""

_LATER = """\
## When dealspec ships a newer blueprint

    dealspec blueprint upgrade --dry-run   # what would come in?
    dealspec blueprint upgrade

Your changes stay. Where you and the blueprint changed the same thing, yours stays too, and you are shown both.
"""


def project_readme(schema: Sequence[SourceFile], chosen: Sequence[str], offered: Sequence[str]) -> str:
    """The README for a project with these schema files and the motions chosen out of those offered."""
    return "\n".join([_TOP, _motions(schema, chosen, offered), _LATER])


def _motions(schema: Sequence[SourceFile], chosen: Sequence[str], offered: Sequence[str]) -> str:
    found, _ = load(schema)
    pipelines = [found.pipelines[motion] for motion in chosen if motion in found.pipelines] if found else []
    others = [motion for motion in offered if motion not in chosen]
    lines = ["## The motions", ""]
    if pipelines:
        lines += ["| Motion | Its stages, in order | File |", "|---|---|---|", *map(_row, pipelines), ""]
        first = pipelines[0]
        entry = first.stage_value(first.stages[1].name)
        lines += [
            "A deal belongs to the motion that its field Partner motion names. What has to be true at the end of a",
            "stage is a gate at the entry of the next one:",
            "",
            f"    dealspec plan salesforce --only 'gates.{entry}'",
            "",
        ]
    else:
        lines += ["No motion is switched on, so there are fields and rules, and no stages and gates yet.", ""]
    if others:
        lines += [
            f"Not switched on: {', '.join(others)}. To add one later, with its stages, gates and rules:",
            "",
            f"    dealspec blueprint upgrade --motion {others[0]}",
            "",
        ]
    return "\n".join(lines)


def _row(pipeline: Pipeline) -> str:
    path = ", ".join(stage.label for stage in pipeline.stages)
    return f"| {pipeline.shown_label} | {path} | `schema/motion_{pipeline.name}.yaml` |"
