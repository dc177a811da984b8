"""``dealspec explain``: a code, field, gate or rule in words and in every dialect. Reaches no target."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click

from dealspec.commands.options import as_of_option, target_option
from dealspec.commands.output import screen
from dealspec.commands.session import Session, clock_at
from dealspec.commands.workspace import Workspace
from dealspec.core.diagnostics import did_you_mean
from dealspec.core.errors import UsageFault
from dealspec.schema.model import Schema

if TYPE_CHECKING:
    from dealspec.reports.explanation import Explanation

_CODE = re.compile(r"[A-Za-z]{3}[0-9]{3}|[A-Z]{3}[0-9]+")
"""A code in either letter case; a field may well be called ``q12``."""


@click.command("explain")
@click.argument("word", metavar="CODE|FIELD|GATE|RULE")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(("table", "json", "markdown")),
    default="table",
    show_default=True,
    help="Format of stdout.",
)
@as_of_option
@target_option
@click.pass_obj
def command(session: Session, word: str, format_name: str, as_of: str | None, target: str | None) -> None:
    """Explain a code, or what a field, gate or rule of the schema means in each CRM.

    A field, gate or rule is named as in the schema (partner_motion) or by its address (gates.reseller_qualification),
    a limit by its field (fields.opportunity.margin_percent.range), the order of stages by its pipeline
    (pipelines.reseller.rules); a code needs no project.

    Example: dealspec explain CHK003
    """
    from dealspec.reports.explanation import explanation

    page = _code(word) if _CODE.fullmatch(word) else _declared(session, word, clock_at(as_of).now(), target)
    click.echo(explanation(page, format_name, screen(session)), nl=False)


def _code(word: str) -> Explanation:
    from dealspec.commands.codes import every_code
    from dealspec.reports.explain_code import code_page

    known = every_code()
    if word.upper() not in known:
        raise UsageFault(f"There is no code '{word}'.", hint=did_you_mean(word.upper(), known))
    return code_page(known[word.upper()])


def _declared(session: Session, word: str, now: datetime, target: str | None) -> Explanation:
    from dealspec.reports.explain_field import field_addresses, field_page
    from dealspec.reports.explain_judgement import judgement_page
    from dealspec.validators.judgements import judgements
    from dealspec.validators.stage_order import stage_orders
    from dealspec.wiring import projections

    schema = Workspace.open(session.folder).schema_for(target)
    held = projections(schema)
    judged, _ = judgements(schema)
    pages: dict[str, Callable[[], Explanation]] = {
        address: lambda address=address: field_page(schema, address, judged, held)  # type: ignore[misc]
        for address in field_addresses(schema)
    }
    for item in (*judged, *stage_orders(schema)):
        if not item.address.startswith("fields."):
            pages[item.address] = lambda item=item: judgement_page(schema, item, held, now)  # type: ignore[misc]
    return pages[_address(word, tuple(pages), _vendor_names(schema))]()


def _vendor_names(schema: Schema) -> Mapping[str, list[str]]:
    """Addresses of declared fields by what a CRM calls them."""
    from dealspec.schema.vocabulary import hubspot_name, salesforce_name

    found: dict[str, list[str]] = {}
    for obj, field in schema.fields():
        for name in {salesforce_name(field), hubspot_name(field)}:
            found.setdefault(name, []).append(f"fields.{obj.name}.{field.name}")
    return found


def _address(word: str, addresses: Sequence[str], vendor_names: Mapping[str, list[str]]) -> str:
    """The one address that a word means: whole, or its end; else what a CRM calls the field."""
    if word in addresses:
        return word
    # A limit is declared at its field, and people name it so: fields.opportunity.margin_percent.range.
    if (limit := f"validations.{word.removeprefix('fields.')}") in addresses:
        return limit
    found = [address for address in addresses if address.endswith(f".{word}")] or vendor_names.get(word, [])
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageFault(f"'{word}' may mean several things.", hint=f"Say which: {', '.join(found)}.")
    words = {part for address in addresses for part in (address, address.split(".", 1)[1], address.rpartition(".")[2])}
    raise UsageFault(
        f"There is no code, field, gate or rule '{word}'.",
        hint=did_you_mean(word, words, "`dealspec docs -o DIR` writes down what there is."),
    )
