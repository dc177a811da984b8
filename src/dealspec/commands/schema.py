"""``dealspec schema``: the JSON Schema of the files, for editors. Reads no project."""

from __future__ import annotations

import click

KINDS = ("schema", "overlay", "project")


@click.command("schema")
@click.argument("kind", type=click.Choice(KINDS), default="schema")
def command(kind: str) -> None:
    """Print the JSON Schema of the schema files, of overlays, or of dealspec.yaml.

    Editors complete and underline by it: write it to a file, and name that file in the first line of a YAML file:
    # yaml-language-server: $schema=FILE

    Example: dealspec schema project
    """
    from dealspec.schema.json_schema import shipped

    click.echo(shipped(kind), nl=False)
