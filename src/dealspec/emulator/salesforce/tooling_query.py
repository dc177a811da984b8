"""SOQL over the Tooling API: its one-row rule, and what its virtual objects refuse. Changes nothing.

The one-row rule and its words are observed (gh:sorenkrabbe/Chrome-Salesforce-inspector#39); what virtual objects refuse
and in which words is documented (Tooling API guide, SOQL Operation Limitations), their error code is assumed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dealspec.emulator.salesforce import errors, soql
from dealspec.emulator.salesforce.access import Access
from dealspec.emulator.salesforce.call import Call
from dealspec.emulator.salesforce.errors import ApiError
from dealspec.emulator.salesforce.query import Result, Runner
from dealspec.emulator.salesforce.tooling_objects import VIRTUAL, ToolingObjects
from dealspec.emulator.salesforce.tooling_rows import ToolingRows

_EVERYTHING = Access(frozenset(), frozenset(), frozenset())
"""Tooling objects have no custom fields, so nobody needs a grant to see their columns."""
_STORAGE = (
    "The requested operation is not yet supported by this SObject storage type, contact salesforce.com support for "
    "more information."
)


def run(call: Call, text: str, *, columns: bool = False) -> Result | dict[str, Any]:
    """The rows of a query, or with ``columns`` only what they would be; raises ``ApiError``."""
    query = soql.parse(text)
    org = call.org
    runner = Runner(ToolingObjects(), ToolingRows(org), _EVERYTHING, org.clock.now(), f"{call.base}/tooling")
    item = runner.entity(query)
    if item.name in VIRTUAL:
        query = _virtual(query, item.name)
    if columns:
        return runner.columns(query)
    _check_one_row(call, runner, query)
    return runner.run(query)


def _check_one_row(call: Call, runner: Runner, query: soql.Query) -> None:
    names = {part.text.rpartition(".")[2].lower() for part in query.items if isinstance(part, soql.Path)}
    if not names & {"fullname", "metadata"}:
        return
    if "ViewSetup" not in call.session.permissions:
        raise errors.no_right("View Setup and Configuration is needed to read Metadata")  # assumed words
    size = len(runner.select(query, runner.entity(query)))
    if size > 1:
        words = (
            "When retrieving results with Metadata or FullName fields, the query qualifications must specify no more "
            f"than one row for retrieval. Result size: {size}"
        )
        raise ApiError(400, "MALFORMED_QUERY", words)


def _virtual(query: soql.Query, name: str) -> soql.Query:
    """The query without LIMIT and OFFSET, which virtual objects ignore; raises ``ApiError``."""
    if query.groups or any(isinstance(part, soql.Aggregate) for part in query.items):
        raise _unsupported(_STORAGE)
    paths: set[str] = set()
    if query.where is not None:
        _check(query.where, paths)
    if name == "FieldDefinition" and not paths & {
        "entitydefinitionid", "entitydefinition.qualifiedapiname", "durableid", "entitydefinition.durableid",
    }:  # fmt: skip
        raise _unsupported("A filter on a reified column is required [EntityDefinitionId,DurableId]")  # assumed words
    return replace(query, limit=None, offset=0)


def _check(condition: soql.Condition, paths: set[str]) -> None:
    if isinstance(condition, soql.Logic):
        if condition.operator == "OR":
            raise _unsupported("Disjunctions not supported")
        if condition.operator == "NOT":
            raise _unsupported("Only equals comparisons permitted")
        for part in condition.parts:
            _check(part, paths)
        return
    if isinstance(condition, soql.Compare):
        if condition.operator in ("INCLUDES", "EXCLUDES"):
            raise _unsupported("Unsupported filter type")
        if condition.operator not in ("=", "IN", "LIKE"):
            raise _unsupported("Only equals comparisons permitted")
    paths.add(condition.path.text.lower())


def _unsupported(words: str) -> ApiError:
    return ApiError(400, "EXTERNAL_OBJECT_UNSUPPORTED_EXCEPTION", words)
