"""REGEX: Java's patterns keep their Java meaning in Python, or are refused by name."""

from __future__ import annotations

import pytest

from dealspec.emulator.salesforce.formula import FormulaError
from dealspec.emulator.salesforce.formula.regex import matcher

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
    (r"(((\d{4}-){3}\d{4})|\d{16})?", "1234-1234-1234-1234", True),
)


@pytest.mark.parametrize(("pattern", "text", "expected"), MATCHES)
def test_a_pattern_means_what_it_means_in_java(pattern: str, text: str, expected: bool) -> None:
    assert (matcher(pattern)(text) is not None) is expected


@pytest.mark.parametrize(
    "pattern",
    [
        "[a-z&&[^aeiou]]",
        "[a[bc]]",
        "(?x)a b",
        "(?m)^a$",
        "(?u)é",
        "a(?i)b",
        "(?P<n>a)",
        "(?#note)a",
        r"\p{IsGreek}",
        r"[\P{L}]",
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
        "[+--]",
        r"(?<=a+)b",
        r"\12",
        r"\x{110000}",
        r"\k<n>",
        "(?",
    ],
)
def test_what_has_no_exact_counterpart_is_refused(pattern: str) -> None:
    with pytest.raises(FormulaError) as refused:
        matcher(pattern)

    assert refused.value.unsupported == "REGEX"
