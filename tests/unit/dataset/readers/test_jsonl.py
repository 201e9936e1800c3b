"""Plain JSON Lines read by the workers' code give the values that Python's json finds, however they are cut."""

from __future__ import annotations

import json
import random
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselining.dataset.columns import FileColumn, OtherColumnsError, UnlikeSparkError
from baselining.dataset.files import DataFile, Piece, Place, list_files
from baselining.dataset.readers import jsonl
from baselining.dataset.readers.json_types import columns_of_kinds, find_kinds, kinds_in, samples_of
from baselining.dataset.readers.jsonl import read_jsonl
from baselining.dataset.readers.lines import open_listed

NAMES = ("a", "b", "c.d", "é", "a long name that takes several words of eight bytes")
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "bigint": st.integers(-(10**18) + 1, 10**18 - 1),
    "double": st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.integers(-9, 9)),
    "string": st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters='"\\')),
    "boolean": st.booleans(),
}
Row = dict[str, Any]


@st.composite
def tables(draw: st.DrawFn) -> tuple[dict[str, str], list[Row]]:
    """Types of columns, and rows: cells may be null, or not there at all."""
    types = {
        name: draw(st.sampled_from(sorted(VALUES))) for name in NAMES[: draw(st.integers(1, len(NAMES)))]
    }
    row = st.fixed_dictionaries(
        {}, optional={name: st.one_of(VALUES[kind], st.none()) for name, kind in types.items()}
    )
    rows = draw(st.lists(row, max_size=12))
    return types, [dict(draw(st.permutations(sorted(row.items())))) for row in rows]


def written(folder: Path, body: bytes) -> DataFile:
    (folder / "a").write_bytes(body)
    (file,) = list_files(Place().filesystem(), [f"{folder}/a"])
    return file


def rows_of(
    file: DataFile, columns: list[FileColumn], seed: int, wanted: list[FileColumn] | None = None
) -> list[Row]:
    rng = random.Random(seed)  # noqa: S311 - not a secret
    cuts = sorted({0, file.size, *(rng.randint(0, file.size) for _ in range(seed % 4))})
    rows: list[Row] = []
    for start, end in pairwise(cuts):
        with open_listed(Place().filesystem(), file) as opened:
            piece = Piece(file=file, start=start, end=end)
            for batch in read_jsonl(opened, piece, columns, wanted, rng.choice([1, 7, 5000])):
                batch.validate(full=True)
                rows += batch.to_pylist()
    return rows


@given(table=tables(), seed=st.integers(0, 99), cells=st.sampled_from([1, 30, 10_000]))
def test_the_values_of_any_table(
    tmp_path_factory: pytest.TempPathFactory, table: tuple[dict[str, str], list[Row]], seed: int, cells: int
) -> None:
    types, rows = table
    rng = random.Random(seed)  # noqa: S311 - not a secret
    spaces = [(", ", ": "), (",", ":"), (" ,\t", " : ")]
    lines = [json.dumps(row, ensure_ascii=False, separators=rng.choice(spaces)) for row in rows]
    file = written(tmp_path_factory.mktemp("jsonl"), "\n".join(lines).encode())
    columns = [FileColumn(name=name, spark_type=kind) for name, kind in types.items()]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jsonl, "_CELLS", cells)
        patch.setattr(jsonl, "_ROWS", 1)
        found = rows_of(file, columns, seed)
        wanted = rng.sample(columns, rng.randint(1, len(columns)))
        some = rows_of(file, columns, seed, wanted)

    names = [column.name for column in wanted]
    assert repr(some) == repr([{name: row[name] for name in names} for row in found])
    expected = [{name: row.get(name) for name in types} for row in rows]
    assert repr([list(row.items()) for row in found]) == repr(
        [
            [
                (name, float(cell) if types[name] == "double" and cell is not None else cell)
                for name, cell in row.items()
            ]
            for row in expected
        ]
    )


@given(st.lists(st.from_regex(r"\A-?(0|[1-9][0-9]{0,14})\.[0-9]{1,14}(e[-+]?[0-9]{1,3})?\Z"), min_size=1))
def test_numbers_are_rounded_as_python_rounds_them(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    body = "".join(f'{{"a": {text}}}\n' for text in texts)
    file = written(tmp_path_factory.mktemp("jsonl"), body.encode())

    found = rows_of(file, [FileColumn(name="a", spark_type="double")], 0)

    assert [repr(row["a"]) for row in found] == [repr(float(text)) for text in texts]


HALFWAY = "9007199254740993.0000000000000"  # between two doubles; the nearest needs all of them
ABOVE = "9007199254740993.0000000000001"


def test_a_number_that_the_kernel_cannot_round_is_read_in_another_way(tmp_path: Path) -> None:
    file = written(tmp_path, f'{{"a": {HALFWAY}}}\n{{"a": {ABOVE}}}\n{{"a": -{ABOVE}}}'.encode())

    found = rows_of(file, [FileColumn(name="a", spark_type="double")], 0)

    assert [row["a"] for row in found] == [9007199254740992.0, 9007199254740994.0, -9007199254740994.0]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('{"b": 1}', "other names or types"),
        ('{"a": 1.5}', "other names or types"),
        ('{"a": ""}', "other names or types"),
        ('{"a": true}', "other names or types"),
    ],
)
def test_other_names_and_types_than_were_planned_are_told(tmp_path: Path, line: str, found: str) -> None:
    file = written(tmp_path, f'{{"a": 1}}\n{line}\n'.encode())

    with pytest.raises(OtherColumnsError, match=found):
        rows_of(file, [FileColumn(name="a", spark_type="bigint")], 0)


@pytest.mark.parametrize(
    ("lines", "types"),
    [
        ('{"a": 1}\n{"a": null}', {"a": "bigint"}),
        ('{"a": 1}\n{"a": 1.5}\n{}', {"a": "double"}),
        ('{"a": null}\n{"a": ""}', {"a": "string"}),
        ('{"b": "x"}\n{"a": true}', {"a": "boolean", "b": "string"}),
        ('{"\U0001f600": 1, "\uffee": 1, "B": 1, "a": 1}', dict.fromkeys(["B", "a", "\U0001f600", "\uffee"], "bigint")),
        ("{" + ", ".join(f'"{i:03}": {i}' for i in range(300)) + "}", {f"{i:03}": "bigint" for i in range(300)}),
        (f'{{"{"n" * 5000}": 1}}', {"n" * 5000: "bigint"}),
    ],
)  # fmt: skip
def test_types_are_inferred_as_spark_infers_them(lines: str, types: dict[str, str]) -> None:
    _, kinds = kinds_in([memoryview(lines.encode())])

    columns = columns_of_kinds(kinds)

    assert [(column.name, column.spark_type) for column in columns] == list(types.items())


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (b'{"a": 1}\n{"a": "x"}', "the column 'a' has values of several types"),
        (b'{"a": 1}\n{"a": ""}', "the column 'a' has values of several types"),
        (b'{"a": true}\n{"a": 1}', "the column 'a' has values of several types"),
        (b'{"": 1}', "a column has no name"),
        (b"{}\n\n", "it has no columns"),
        (b'{"a": 1, "a": 2}', "it has a name twice in a line"),
        (b'{"a": null, "a": null}', "it has a name twice in a line"),
        (b'{"a": "\xff"}', "it is not UTF-8"),
        (b'{"\xff": 1}', "it is not UTF-8"),
    ],
)
def test_what_only_spark_can_type(lines: bytes, why: str) -> None:
    with pytest.raises(UnlikeSparkError, match=why):
        columns_of_kinds(kinds_in([memoryview(lines)])[1])


def test_samples_are_spread_over_all_files(tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / name).write_text(f'{{"{name}": 1}}\n' * 200_000)
    files = list_files(Place().filesystem(), [f"{tmp_path}/{name}" for name in "abc"])

    pieces = samples_of(files)

    assert {piece.file.path[-1] for piece in pieces} == set("abc")
    assert pieces[0].start == 0
    ((rows, kinds),) = find_kinds(Place(), pieces)
    assert set(kinds) == set("abc")
    assert 10_000 < rows < 150_000
