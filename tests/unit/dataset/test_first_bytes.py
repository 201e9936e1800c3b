"""A file that is no UTF-8 text is told by its first bytes, with what it is; text never is."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile

import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.orc as orc
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselining.dataset.first_bytes import FIRST_BYTES, other_bytes, refuse_other_bytes
from baselining.errors import DatasetError

TEXT = "city,köln\nNew York,1.5\n" * 3
TABLE = pa.table({"a": [1, 2, 3]})


def what(head: bytes) -> str:
    found = other_bytes(head)
    return "" if found is None else found.what


@pytest.mark.parametrize(
    ("codec", "mark", "name"),
    [
        ("utf-16-le", b"\xff\xfe", "UTF-16 (little-endian)"),
        ("utf-16-be", b"\xfe\xff", "UTF-16 (big-endian)"),
        ("utf-32-le", b"\xff\xfe\0\0", "UTF-32 (little-endian)"),
        ("utf-32-be", b"\0\0\xfe\xff", "UTF-32 (big-endian)"),
    ],
)
@pytest.mark.parametrize("text", [TEXT, "a\n1\n", "x" * 5000, "1,2\n3,4\n", "Ā,ā\n" + TEXT])
def test_wide_encodings_are_named_with_and_without_a_mark(
    codec: str, mark: bytes, name: str, text: str
) -> None:
    assert what(mark + text.encode(codec)) == f"in {name}, by its byte order mark"
    assert what(text.encode(codec)).startswith(f"in {name}, with NUL for ")


def compressed_with_zstd() -> bytes:
    return bytes(pa.compress(TEXT.encode(), "zstd", asbytes=True))


def written(write: object) -> bytes:
    sink = io.BytesIO()
    write(TABLE, sink)  # type: ignore[operator]
    return sink.getvalue()


def archive() -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as file:
        file.writestr("a.csv", TEXT)
    return sink.getvalue()


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (gzip.compress(TEXT.encode(), mtime=0), "compressed with gzip"),
        (bz2.compress(TEXT.encode()), "compressed with bzip2"),
        (lzma.compress(TEXT.encode()), "compressed with xz"),
        (compressed_with_zstd(), "compressed with Zstandard"),
        (archive(), "a ZIP archive (an Excel workbook is one, too)"),
        (written(pq.write_table), "Parquet"),
        (written(orc.write_table), "ORC"),
        (written(feather.write_feather), "an Arrow (Feather) file"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_files_of_other_kinds_are_named(body: bytes, name: str) -> None:
    assert what(body) == name


@pytest.mark.parametrize(
    "head", [b"PAR1,ORC\n1,2\n", b"ORC\n1\n", b"BZh,b\n", b"ARROW1\n", b"PKx,PK\n", b"%PDF,x\n"]
)
def test_names_of_columns_that_look_like_a_signature_are_text(head: bytes) -> None:
    assert what(head) == ""


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=300))
def test_utf_8_without_nul_is_text_wherever_it_is_cut(text: str) -> None:
    body = text.encode()

    for end in range(max(len(body) - 3, 0), len(body) + 1):
        found = other_bytes(body[:end])
        assert found is None or body.startswith((b"+/v8-", b"%PDF-"))


def test_a_mark_of_utf_8_is_text() -> None:
    assert what(b"\xef\xbb\xbf" + TEXT.encode()) == ""


def test_some_nul_bytes_in_text_make_it_no_other_encoding() -> None:
    assert what(b"a,b\n\0,x\ny,\0\n" + TEXT.encode()) == ""


def test_only_the_first_bytes_are_looked_at() -> None:
    assert what(b"a" * FIRST_BYTES + TEXT.encode("utf-16-le") * 5000) == ""


def test_a_refusal_names_the_file_what_it_is_and_what_to_do() -> None:
    with pytest.raises(DatasetError) as caught:
        refuse_other_bytes("s3://b/train.csv", b"\xff\xfea\0")

    assert caught.value.message == (
        "s3://b/train.csv is no UTF-8 text: it is in UTF-16 (little-endian), by its byte order mark."
    )
    assert "iconv -f UTF-16LE -t UTF-8" in caught.value.hint


def test_a_signature_of_gzip_is_answered_with_the_suffix() -> None:
    found = other_bytes(gzip.compress(b"a\n1\n"))

    assert found is not None
    assert found.remedy.startswith("Give it a name that ends in .gz")
