"""Schemas for the tests of the dictionary, and how a reader sees its pages: links, anchors, text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt

from dealspec.reports.dictionary import pages
from dealspec.schema import blueprints
from dealspec.schema.load import SourceFile, load
from dealspec.schema.model import Schema
from dealspec.validators.judgements import judgements

SMALL = r"""
objects:
  opportunity:
    description: A deal, ours or a partner's.
    groups: {sales: {label: "Sales | «Vertrieb»"}}
    fields:
      motion:
        label: Motion
        type: picklist
        values:
          - {name: direct, label: Direct, default: true}
          - {name: reseller, label: "Reseller <VAR> & co.", description: "Buys | sells"}
          - {name: old, label: Old, active: false}
        description: |
          Which channel *owns* the deal.

          1. It is chosen once.
        help: Ask your `partner` manager.
        track_history: true
        partner_safe: true
        hubspot: {group: sales}
      share: {label: "Share %", type: percent, min: 0, max: 100, default: "50"}
      number: {label: "登録番号 [DR]", type: text, length: 12, unique: true, pattern: "DR-([0-9]{6}|`x`)"}
      decided_at: {label: عرض, type: datetime, stamp: person, deprecated: true}
      tier: {type: picklist, value_set: tiers, depends_on: motion, renamed_from: level}
      partner: {label: Partner, type: lookup, to: account, on_delete: restrict}
      total: {type: formula, result: currency, formula: "Amount * 2\n```", blanks: zero}
      people: {type: contact_roles, values: [seller]}
    record_types:
      Reseller: {label: Reseller, picklists: {motion: [reseller]}, business_process: Reseller_Process}
    validation_rules:
      Keep: {formula: 'Amount < 0 && "|"', message: "No <negative> amount.", error_field: share, active: false}
  account:
    fields:
      code: {label: Code, type: text, length: 5, hubspot: {group: sales}, removed: true}
value_sets:
  tiers: {label: Tiers, values: [gold, {name: silver, label: "Sil|ver"}], exact: true}
pipelines:
  reseller:
    label: Reseller
    when: motion = 'reseller'
    stages:
      - {name: start, label: Start, probability: 10}
      - {name: quote, label: "Quote & Go", probability: 62.5}
      - {name: won, label: Won, probability: 100, outcome: won}
      - {name: lost, label: Lost, probability: 0, outcome: lost}
gates:
  quoted:
    pipeline: reseller
    enters: quote
    require: [number, partner]
    that: share > 10 and (close_date >= today() or is_won)
    message: Register it | then quote it.
  booked: {pipeline: reseller, enters: won, require: [decided_at], check: always, severity: warning}
rules:
  late: {when: is_open, that: close_date >= today(), severity: warning, hint: Move it.}
  twins: {when: partner is not blank, conflict: {same: [account], different: partner}, message: Two <partners>.}
"""
FORMATS = {"html": ".html", "markdown": ".md"}


def schema_of(text: str = SMALL) -> Schema:
    found, faults = load([SourceFile("schema.yaml", text)])
    assert found is not None, faults
    return found


def blueprint() -> Schema:
    found, faults = load(blueprints.files("partner-sales"))
    assert found is not None, faults
    return found


def made(schema: Schema, *formats: str) -> Mapping[str, str]:
    found, faults = judgements(schema)
    assert not faults
    return pages(schema, found, "0.1.0", formats or FORMATS)


@dataclass
class Seen(HTMLParser):
    """One page as a reader sees it."""

    text: str
    ids: list[str] = field(default_factory=list)
    hrefs: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    words: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self._silent = 0
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.hrefs += [given["href"] or ""] if tag == "a" and "href" in given else []
        self._silent += tag in ("style", "script")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("style", "script")

    def handle_data(self, data: str) -> None:
        self.words += "" if self._silent else data


def seen(path: str, text: str) -> Seen:
    """The page, Markdown as GitHub's flavour of it reads."""
    return Seen(markdown(text) if path.endswith(".md") else text)


def markdown(text: str) -> str:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text)


def dead_links(site: Mapping[str, str]) -> Iterator[str]:
    """Every link that leads to no page or to no place of one."""
    views = {path: seen(path, text) for path, text in site.items()}
    for path, view in views.items():
        for href in view.hrefs:
            parts = urlsplit(href)
            target = normpath(join(dirname(path), unquote(parts.path))) if parts.path else path
            alive = not parts.scheme and target in views
            if not alive or (parts.fragment and unquote(parts.fragment) not in views[target].ids):
                yield f"{path}: {href}"
