"""What the dictionary must hold: everything declared, at a stable place, every link alive, every word escaped."""

from __future__ import annotations

import dataclasses
import re
import time
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.reports.dictionary_cases import FORMATS, SMALL, blueprint, dead_links, made, markdown, schema_of, seen

from dealspec.crm.salesforce import names
from dealspec.reports.dictionary import field_entry, is_page
from dealspec.reports.dictionary.markdown import escaped
from dealspec.schema.field import Field, FieldType
from dealspec.schema.model import Object, Schema, Value

BLUEPRINT = blueprint()
SCHEMAS = {"small": schema_of(), "blueprint": BLUEPRINT}
WORDS = ("label", "plural", "description", "help", "message", "hint")


@pytest.fixture(scope="module", params=[(name, form) for name in SCHEMAS for form in FORMATS], ids="-".join)
def site(request: pytest.FixtureRequest) -> tuple[Schema, str, Mapping[str, str]]:
    name, form = request.param
    return SCHEMAS[name], FORMATS[form], made(SCHEMAS[name], form)


Site = tuple[Schema, str, Mapping[str, str]]


def test_every_link_leads_to_a_place(site: Site) -> None:
    assert list(dead_links(site[2])) == []


def test_a_dead_link_would_be_found() -> None:
    broken = {"index.html": '<a href="gone.html">x</a><a href="#gone">y</a><a href="https://example.com">z</a>'}

    assert len(list(dead_links(broken))) == 3


def test_everything_declared_has_its_place(site: Site) -> None:
    schema, suffix, pages = site
    ids = {path: seen(path, text).ids for path, text in pages.items()}

    missing = [place for place in _places(schema) if place[1] not in ids[place[0] + suffix]]

    assert missing == []


def test_no_place_is_there_twice(site: Site) -> None:
    for path, text in site[2].items():
        found = seen(path, text).ids
        assert len(found) == len(set(found)), path


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", SCHEMAS)
def test_every_label_and_description_can_be_read_on_the_page_of_its_thing(name: str, form: str) -> None:
    tokens: list[str] = []
    marked = _marked(SCHEMAS[name], tokens)

    pages = made(marked, form)
    text = "\n".join(seen(path, text).words for path, text in pages.items() if not path.startswith("index"))

    assert len(tokens) > 50
    assert [token for token in tokens if token not in text] == []


@given(st.text(alphabet=st.sampled_from("ab1.-+=#|`*_[]<>&;~$\\!(){}:/ \n\"'é登w"), max_size=30))
def test_escaped_text_reads_as_it_is_written(text: str) -> None:
    wanted = " ".join(text.split())

    for place in (f"{escaped(text)}\n", f"| {escaped(text)} | z |\n| --- | --- |\n| {escaped(text)} | z |\n"):
        shown = seen("x.html", markdown(place).replace("<br>", "\n"))
        cells = re.sub(r"\bz\b", " ", shown.words) if "|" in place[:1] else shown.words
        assert " ".join(cells.split()) in (wanted, f"{wanted} {wanted}".strip())
        assert set(shown.tags) <= {"p", "br", "table", "thead", "tbody", "tr", "th", "td"}


@given(st.text(alphabet=st.sampled_from("<>&\"'`|*_é登 a{}%"), min_size=1, max_size=20).filter(str.strip))
def test_a_label_never_becomes_markup(label: str) -> None:
    obj = Object("account", {"code": Field("code", FieldType.TEXT, label=label, description=label, help=label)})
    plain = Object("account", {"code": Field("code", FieldType.TEXT, label="a", description="a", help="a")})

    hostile, tame = (made(Schema(objects={"account": one})) for one in (obj, plain))

    for path, text in hostile.items():
        assert seen(path, text).tags == seen(path, tame[path]).tags, path
        if path.startswith("objects/"):
            assert " ".join(label.split()) in " ".join(seen(path, text).words.split())


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_table_and_list_of_markdown_is_one(name: str) -> None:
    for path, text in made(SCHEMAS[name], "markdown").items():
        words = seen(path, text).words
        assert "---" not in words and "\n- " not in words, path


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("see https://a_b.c", r"see https\://a\_b.c"),
        ("www.a_b.c", r"www\.a\_b.c"),
        ("A & B, &amp; and $x$", r"A & B, \&amp; and \$x\$"),
        ("two\nlines", "two<br>lines"),
        ("1. first", r"1\. first"),
        ("# no heading", r"\# no heading"),
    ],
)
def test_what_github_would_make_something_of_is_escaped(text: str, written: str) -> None:
    assert escaped(text) == written


def test_html_asks_the_network_for_nothing() -> None:
    for text in made(SCHEMAS["small"], "html").values():
        assert not re.search(r"https?://|<link rel=\"?stylesheet|@import|src=", text)


def test_a_page_knows_its_own_kind() -> None:
    for path, text in made(SCHEMAS["small"]).items():
        assert is_page(path, text)
        assert is_page(path, text.replace("0.1.0", "9.9"))
        assert not is_page(path, "# Our own notes\n\nGenerated by dealspec docs, once.\n")


def test_a_schema_without_anything_has_its_pages() -> None:
    assert set(made(Schema(), "html")) == {"index.html", "rules.html"}


def test_access_is_that_of_the_permission_sets() -> None:
    sets = (field_entry.EDITOR, field_entry.READER, field_entry.PARTNER_SAFE)

    assert sets == (names.EDITOR, names.READER, names.PARTNER_SAFE)


def test_a_thousand_fields_are_quick() -> None:
    values = tuple(Value(f"v{number}", f"Value {number}") for number in range(5))
    fields = {
        f"field_{number}": Field(f"field_{number}", FieldType.PICKLIST, values=values, description="What it is for.")
        for number in range(1_000)
    }
    schema = Schema(objects={"opportunity": Object("opportunity", fields)})
    made(SCHEMAS["small"])

    begun = time.process_time()
    made(schema)

    assert time.process_time() - begun < 2


def test_a_gate_says_what_it_asks_in_words() -> None:
    page = seen("x.html", made(schema_of(SMALL), "html")["pipelines/reseller.html"]).words

    for words in ("Must be filled in", "登録番号 [DR]", "Share % is above 10", "62.5 %", "reseller_quote"):
        assert words in page


def _places(schema: Schema) -> list[tuple[str, str]]:
    places = [(f"objects/{obj.name}", f"field-{field.name}") for obj, field in schema.fields()]
    for pipeline in schema.pipelines.values():
        places += [(f"pipelines/{pipeline.name}", f"stage-{stage.name}") for stage in pipeline.stages]
    places += [(f"pipelines/{gate.pipeline}", f"gate-{gate.name}") for gate in schema.gates.values()]
    places += [("rules", f"rule-{name}") for name in schema.rules]
    places += [("value_sets", f"value_set-{name}") for name in schema.value_sets]
    for obj in schema.objects.values():
        places += [(f"objects/{obj.name}", f"group-{name}") for name in obj.groups]
        places += [("record_types", f"record_type-{obj.name}.{name}") for name in obj.record_types]
        places += [("validation_rules", f"validation_rule-{obj.name}.{name}") for name in obj.validation_rules]
    return places


def _marked(value: Any, tokens: list[str]) -> Any:
    """The value with every label, description and message replaced by a word of its own, also where none was said."""
    if isinstance(value, tuple):
        return tuple(_marked(item, tokens) for item in value)
    if isinstance(value, Mapping):
        return {key: _marked(item, tokens) for key, item in value.items()}
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    changed = {}
    for item in dataclasses.fields(value):
        if item.name in WORDS:
            tokens.append(f"zq{len(tokens)}qz")
            changed[item.name] = tokens[-1]
        else:
            changed[item.name] = _marked(getattr(value, item.name), tokens)
    return dataclasses.replace(value, **changed)
