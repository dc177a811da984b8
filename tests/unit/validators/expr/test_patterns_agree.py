"""The patterns that are accepted mean the same in RE2 as in Java; the others are refused."""

import duckdb
import pytest

from dealspec.validators.expr.patterns import problem, to_re2

REFUSED = [
    "(?=x)",
    "(?!x)x",
    "(?<=a)b",
    "(?i)x",
    "(?P<n>x)",
    "(?<n>x)",
    r"(a)\1",
    r"\bx",
    r"\p{L}",
    r"\Z",
    r"\Qx\E",
    "x++",
    "x{2}+",
    "x{2,1}",
    "x{1001}",
    "x{",
    "x{,3}",
    "}",
    "]",
    "[a[b]]",
    "[a&&b]",
    "[[:alpha:]]",
    r"[\S]",
    "[a",
    "(a",
    "a)",
    "a^b",
    "a$b",
    "*a",
    "a**",
    "\\",
    "[b-a]",
]
ACCEPTED = [
    ("DR-[0-9]{6}", "DR-123456", True),
    ("DR-[0-9]{6}", "DR-1234567", False),
    ("^DR-[0-9]+$", "DR-1", True),
    (r"\d{2}\.\d", "12.3", True),
    (r"\w+", "a_1", True),
    (r"\w+", "é", False),
    (r"a\sb", "a\x0bb", True),
    (r"[\s,]+", " ,\t", True),
    (r"\S+", "a b", False),
    (r"\S", "\x0b", False),
    (".*", "a\rb", False),
    ("(?:a|b)+?c", "abac", True),
    (r"\[x\]", "[x]", True),
    ("[^a-c]", "d", True),
    ("[a-]", "-", True),
    ("", "", True),
    ("a{2,}", "aaa", True),
]


@pytest.mark.parametrize("pattern", REFUSED)
def test_a_pattern_that_engines_read_differently_is_refused(pattern):
    found = problem(pattern)

    assert found and found.what and found.hint


@pytest.mark.parametrize(("pattern", "text", "matches"), ACCEPTED)
def test_an_accepted_pattern_matches_the_whole_text(pattern, text, matches):
    assert problem(pattern) is None
    assert duckdb.execute("SELECT regexp_full_match(?, ?)", [text, to_re2(pattern)]).fetchone() == (matches,)
