"""Reading one file: what is refused before anything of it is parsed."""

from __future__ import annotations

from pathlib import Path

import pytest

from dealspec.commands.workspace import MOST_BYTES, read_source
from dealspec.core.errors import InvalidInput


def refused(path: Path) -> str:
    with pytest.raises(InvalidInput) as caught:
        read_source(path)
    (fault,) = caught.value.diagnostics
    assert fault.position is not None and fault.position.file == str(path)
    return f"{fault.code} {fault.position.line}:{fault.position.column} {fault.summary}"


def test_a_file_of_100_mb_is_refused_by_its_size_alone(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(100_000_000)

    assert refused(path) == f"YML010 1:1 This file is larger than {MOST_BYTES // 1_000_000} MB."


def test_text_that_is_not_utf_8_is_named_where_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "latin.yaml"
    path.write_bytes("# größer\nobjects:\n  größe: ".encode() + "ü".encode("latin-1"))

    assert refused(path) == "YML014 3:10 This file is not UTF-8 text: the byte 0xFC stands here."


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert refused(tmp_path) == "SCH008 1:1 This file cannot be read."


def test_lines_may_end_as_windows_ends_them(tmp_path: Path) -> None:
    path = tmp_path / "crlf.yaml"
    path.write_bytes(b"\xef\xbb\xbfgates: {}\r\n")

    assert read_source(path).text == "\ufeffgates: {}\n"
