"""REGEX: Java's patterns keep their Java meaning, are refused by name, or stop where Salesforce stops them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.emulator.salesforce.formula.formula_bench import outcome

from dealspec.emulator.salesforce.formula import FormulaError
from dealspec.emulator.salesforce.formula.regex import MOST_READS, matcher
from dealspec.emulator.salesforce.formula.regex.counted import Counted, TooManyReads
from dealspec.emulator.salesforce.formula.regex.program import Compiler
from dealspec.emulator.salesforce.formula.regex.reader import Reader
from dealspec.emulator.salesforce.formula.regex.writer import written

MATCHES: tuple[tuple[str, str, bool], ...] = (
    (r"[A-Z]{2}\d{4}", "AB1234", True),
    (r"[A-Z]{2}\d{4}", "AB12345", False),
    (r"\d+", "१२", False),  # Java's \d is ASCII
    (r"\w+", "é", False),
    (r"(?i)abc", "ABC", True),
    (r"(?i)é", "É", False),  # Java folds ASCII only
    (r"a.c", "a\u2028c", False),  # Java's dot stops at every line end
    (r"(?s)a.c", "a\nc", True),
    (r"(?s:.)b", "\nb", True),
    (r"(?i:a)b", "Ab", True),
    (r"(?i:a)b", "AB", False),
    (r"a|bc", "bc", True),
    (r"a|bc", "ac", False),
    (r"^abc$", "abc", True),
    (r"abc$", "abc\n", False),
    (r"(?<year>\d{4})-\k<year>", "2026-2026", True),
    (r"(a)(b)\2\1", "abba", True),
    (r"a++b", "aab", True),
    (r"(?>a+)ab", "aaab", False),
    (r"(?=.*\d)[a-z\d]+", "ab1", True),
    (r"(?!x).*", "xa", False),
    (r"\p{Alpha}+", "abc", True),
    (r"\p{L}+", "Zürich東京", True),
    (r"\p{Lu}\p{Ll}+", "Ünder", True),
    (r"\pL", "é", True),
    (r"\P{L}+", "123", True),
    (r"[\p{L}\s'-]+", "Jean-Luc d'Aé", True),
    (r"[\w-\.]+@([\w-]+\.)+[\w-]{2,4}", "first.last@ex-ample.com", True),
    (r"[\w-\.]+", "a/b", False),
    (r"[a-zA-Z0-9._|\\%#~`=?&/$^*!}{+-]+@[a-zA-Z0-9.-]+\.[a-zA-Z]{2,4}", "a+b@example.com", True),
    (r"[]a]+", "a]", True),
    (r"[^]a]+", "bc", True),
    (r"[a^]+", "^a", True),
    (r"[-a]+", "a-", True),
    (r"[a-]+", "a-", True),
    (r"[\n-\r]", "\x0b", True),
    (r"\Qa.b\E+", "a.bbb", True),
    (r"\Qa.b", "axb", False),
    (r"\x41\u0042\x{43}\0104", "ABCD", True),
    (r"a\Rb", "a\r\nb", True),
    (r"\h+", "\u00a0 ", True),
    (r"abc\z", "abc", True),
    (r"\(\d{3}\) \d{3}-\d{4}", "(415) 555-1212", True),
    (r"\D?(\d{3})\D?\D?(\d{3})\D?(\d{4})", "(999) 888-9999", True),
    ("", "", True),
    ("((?i)[AC]\\d)?B", "c1B", True),  # a flag holds to the end of its group
    ("((?i)[AC]\\d)?B", "c1b", False),
    ("a(?i)b|c", "C", True),
    ("(?i)a(?-i)b", "Ab", True),
    ("(?i)a(?-i)b", "AB", False),
    ("(?i-s:a)b", "Ab", True),
    (r"(?i)(a)\1", "aA", True),
    ("[a-z&&[^aeiou]]+", "xyz", True),
    ("[a-z&&[^aeiou]]+", "xaz", False),
    ("[^a-z&&[^b]]", "b", True),
    ("[a[0-9]_]+", "a7_", True),
    ("[^a[0-9]]+", "xyz", True),
    (r"[\P{L}]+", "12-", True),
    (r"[\p{L}&&[^\p{Lu}]]+", "zürich", True),
    ("[+--]+", "+,-", True),
    (r"[\Qa-c\E]+", "a-c", True),
    (r"[\Qa-c\E]+", "b", False),
    ("(?<=a)b|ab", "ab", True),
    (r"(a)\11", "aa1", True),
    (r"\uD83D\uDE00", "😀", True),
    ("(a|b)*?c", "ababc", True),
    ("(a*)*b", "aab", True),
    ("(?:a|ab)(?:c|bcd)(d*)", "abcd", True),
    ("x{2,3}+x", "xxx", False),
    ("", "a", False),
    (r"(((\d{4}-){3}\d{4})|\d{16})?", "1234-1234-1234-1234", True),
)


@pytest.mark.parametrize(("pattern", "text", "expected"), MATCHES)
def test_a_pattern_means_what_it_means_in_java(pattern: str, text: str, expected: bool) -> None:
    assert matcher(pattern)(text) is expected


@pytest.mark.parametrize(
    "pattern",
    [
        "(?x)a b",
        "(?m)^a$",
        "(?u)é",
        "(?i-x)a",
        "(?P<n>a)",
        "(?#note)a",
        r"\p{IsGreek}",
        r"\X",
        r"\G",
        r"\y",
        "(",
        ")",
        "[a",
        "*a",
        "a{,3}",
        "{",
        "a\\",
        "[b-a]",
        r"[a-\d]",
        r"(?<=a+)b",
        r"\12",
        r"\x{110000}",
        r"\k<n>",
        "(?",
        r"(?<=(a))b",
        "a{2}{3}",
        "a{3,2}",
        "(((((a{99}){99}){99}){99}){99}){99}",
        "[a&&]",
        "[a-z&&",
    ],
)
def test_what_has_no_exact_counterpart_is_refused(pattern: str) -> None:
    with pytest.raises(FormulaError) as refused:
        matcher(pattern)

    assert refused.value.unsupported == "REGEX"


def both_ways(pattern: str, text: str) -> tuple[bool, bool]:
    """The verdict of Python's own matcher on the translation, and of the counted one."""
    reader = Reader(pattern)
    root = reader.whole()
    own = re.compile(written(root), re.ASCII).fullmatch(text) is not None
    return own, Counted(Compiler(root, reader.groups), text, MOST_READS).matches()


@pytest.mark.parametrize(("pattern", "text", "expected"), MATCHES)
def test_both_matchers_agree(pattern: str, text: str, expected: bool) -> None:
    assert both_ways(pattern, text) == (expected, expected)


PATTERNS = st.recursive(
    st.sampled_from(["a", "b", "[ab]", "[^a]", ".", r"\b", "$", "(?i)A", ""]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda two: f"(?:{two[0]}|{two[1]})"),
        st.tuples(inner, st.sampled_from(["*", "+?", "?", "{2}", "{1,2}?", "{0,2}", "*+"])).map(
            lambda two: f"(?:{two[0]}){two[1]}"
        ),
        inner.map(lambda one: f"({one})"),
        inner.map(lambda one: f"(?={one})"),
        inner.map(lambda one: f"(?!{one})"),
        inner.map(lambda one: f"(?>{one})"),
    ),
    max_leaves=6,
)


@given(PATTERNS, st.text(alphabet="abA\n", max_size=6))
def test_both_matchers_agree_on_any_pattern(pattern: str, text: str) -> None:
    own, counted = both_ways(pattern, text)

    assert own is counted


RUNAWAYS = (
    (r"(a+)+b", "a" * 40),
    (r"(a|a)*b", "a" * 40),
    (r"(.*)*x", "y" * 60),
    (r"([a-z0-9]+[-_.]?)+@x\.org", "abcdefghij" * 6),
    (r"a*a*a*a*a*b", "a" * 400),
    (r"(?=(a+)+$)b", "a" * 40 + "!"),
    (r"(?:a?){30}a{30}b", "a" * 30),
    (r"(?>(a+)+c)", "a" * 40),
    (r"(a?b?)*c", "ab" * 30 + "d"),
)


@pytest.mark.parametrize(("pattern", "text"), RUNAWAYS)
def test_a_match_that_runs_away_is_stopped(pattern: str, text: str) -> None:
    reader = Reader(pattern)
    counted = Counted(Compiler(reader.whole(), reader.groups), text, MOST_READS // 20)

    with pytest.raises(TooManyReads):
        counted.matches()


def test_it_is_told_as_salesforce_tells_it() -> None:
    """FE FunctionRegex: a million reads; the words are of FE labels.xml, RegexTooComplicatedException."""
    found = outcome('NOT(REGEX(Name, "(x+x+)+y"))', {"Name": "x" * 60})

    assert isinstance(found, FormulaError)
    assert found.message == "Regular expression runtime exceeded for: (x+x+)+y"
    assert found.unsupported is None


@pytest.mark.parametrize(("pattern", "text"), [(r"(a+)+b", "a" * 5_000 + "b"), (r"(a|b)*", "ab" * 20_000)])
def test_a_dangerous_pattern_still_matches_what_it_matches_without_going_back(pattern: str, text: str) -> None:
    assert matcher(pattern)(text) is True


def test_the_limit_is_the_same_on_every_machine() -> None:
    """Reads are counted, not seconds: one character more is the first that is too many."""
    reader = Reader("(a|b)+")
    compiled = Compiler(reader.whole(), reader.groups)

    def fits(reads: int) -> bool:
        try:
            return Counted(compiled, "a" * 100, reads).matches()
        except TooManyReads:
            return False

    assert [fits(reads) for reads in (99, 100, 101)] == [False, True, True]
