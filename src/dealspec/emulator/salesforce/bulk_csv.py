"""CSV as Bulk API 2.0 reads and writes it: quoting, numbers, moments. Knows no job.

Every value is quoted and nothing stands for null (observed: gh:simple-salesforce/simple-salesforce#765); doubles are
written as Java does, so ten million is 1.0E7 (observed: gh:forcedotcom/dataloader#1204, gh:forcedotcom/cli#3367).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

DELIMITERS = {"BACKQUOTE": "`", "CARET": "^", "COMMA": ",", "PIPE": "|", "SEMICOLON": ";", "TAB": "\t"}
LINE_ENDINGS = {"LF": "\n", "CRLF": "\r\n"}
NULL = "#N/A"
"""What empties a field on ingest; an empty value leaves it as it is (Bulk API 2.0 guide, Prepare CSV Files)."""
_BOOLEANS = {**dict.fromkeys(("yes", "y", "true", "on", "1"), True), **dict.fromkeys(("no", "n", "false", "off", "0"), False)}  # fmt: skip # noqa: E501
"""Bulk API 2.0 guide, "Valid Boolean Values"; compared without regard to case."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """A job's delimiter and line ending, by the vendor's names."""

    delimiter: str = "COMMA"
    line_ending: str = "LF"

    def text(self, rows: Iterable[Iterable[Any]]) -> bytes:
        """Rows as lines."""
        stream = io.StringIO()
        writer = csv.writer(
            stream,
            delimiter=DELIMITERS[self.delimiter],
            lineterminator=LINE_ENDINGS[self.line_ending],
            quoting=csv.QUOTE_ALL,
        )
        writer.writerows(rows)
        return stream.getvalue().encode()

    def rows(self, lines: Iterable[str]) -> Iterator[list[str]]:
        """Rows of text; raises ``csv.Error``."""
        return csv.reader(lines, delimiter=DELIMITERS[self.delimiter], strict=True)

    def cut(self, piece: bytes, start: int, end: int | None) -> bytes:
        """The rows of a piece from ``start`` up to ``end``."""
        lines = io.StringIO(piece.decode(), newline="")
        return self.text(list(self.rows(lines))[start:end])


def lines_of(pieces: Iterable[bytes]) -> Iterator[str]:
    """The lines of a text that comes in pieces cut anywhere, each with its ending; raises ``UnicodeDecodeError``."""
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        for line in whole:
            yield line.decode() + "\n"
    if rest:
        yield rest.decode()


def boolean_text(value: Any) -> str:
    """A checkbox, which is never null."""
    return "true" if value else "false"


def moment_text(value: Any) -> Any:
    """A datetime: ``Z`` where the REST API writes ``+0000`` (Bulk API 2.0 guide, Valid Date Format)."""
    return value[:-5] + "Z" if isinstance(value, str) else value


def double_text(value: Any) -> Any:
    """A double in Java's spelling."""
    if value is None:
        return None
    number = float(value)
    if 1e-3 <= number < 1e7 or number == 0 or 1e-3 <= -number < 1e7:
        return repr(number)
    mantissa, _, exponent = f"{Decimal(repr(number)).normalize():E}".partition("E")
    return f"{mantissa if '.' in mantissa else mantissa + '.0'}E{int(exponent)}"


def boolean(text: str) -> object:
    """A boolean of an ingest file, or the text as it is, which the save then refuses."""
    return _BOOLEANS.get(text.strip().lower(), text)
