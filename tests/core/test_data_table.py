"""Tables that people type or keep in files."""

import os
from pathlib import Path

import numpy as np
import pytest

from core.data.sources.csv_file import CSVFile
from core.data.sources.typed_table import TypedTable
from core.data.table import AnswerKind, parse_table
from core.errors import DataError


def test_the_neuron_of_the_text_book() -> None:
    data = parse_table("0.5, 0.6, 1", "auto")
    np.testing.assert_array_equal(data.samples, np.float32([[0.5, 0.6]]))
    np.testing.assert_array_equal(data.values, [[1.0]])
    assert data.labels is None


@pytest.mark.parametrize(
    "text",
    [
        "1,2,a\n3,4,b",
        "1, 2, a\n\n# a remark, with, commas\n3, 4, b\n",
        "1;2;a\r\n3;4;b\r\n",
        "1,0;2,0;a\n3,0;4,0;b",
        "1\t2\ta\n3\t4\tb",
        "1 2  a\n  3 4 b",
        'left,right,kind\n1,2,"a"\n3,4,"b"',
    ],
)
def test_ways_to_write_a_table(text: str) -> None:
    data = parse_table(text, "auto")
    np.testing.assert_array_equal(data.samples, [[1, 2], [3, 4]])
    assert data.info.class_names == ("a", "b")
    assert data.labels is not None
    assert data.labels.tolist() == [0, 1]


def test_first_line_names_the_columns() -> None:
    data = parse_table("width,,area\n2,3,6.5\n4,5,20.5", "auto")
    assert data.info.feature_names == ("width", "column 2")
    assert data.info.value_names == ("area",)


@pytest.mark.parametrize(
    ("answers", "kind", "names"),
    [
        ("0 1 1 0", "auto", ("0", "1")),
        ("0 1", "auto", ("0", "1")),
        ("-1 1", "auto", ("-1", "1")),
        ("1 1", "auto", ()),
        ("1 2 3", "auto", ()),
        ("2 10 2 10 10", "auto", ("2", "10")),
        ("0.5 1 0.5 1", "auto", ()),
        ("0.5 1 0.5 1", "classes", ("0.5", "1")),
        ("1 2.0 3 1.0", "classes", ("1", "2", "3")),
        ("cat dog cat", "auto", ("cat", "dog")),
        ("1 2 many", "auto", ("1", "2", "many")),
        ("0 1 1 0", "values", ()),
    ],
)
def test_classes_or_values(answers: str, kind: AnswerKind, names: tuple[str, ...]) -> None:
    cells = answers.split()
    data = parse_table("\n".join(f"{row},{cell}" for row, cell in enumerate(cells)), kind)
    assert data.info.class_names == names
    if names:
        assert data.labels is not None
        chosen = [names[label] for label in data.labels]
        assert chosen == [cell.removesuffix(".0") for cell in cells]
    else:
        np.testing.assert_array_equal(data.values, np.float32(cells)[:, None])


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        ("", "auto", "The table is empty. Write one sample a line, with the answer in the last column."),
        ("# nothing\n\n", "auto", "The table is empty"),
        ("1\n2", "auto", "Line 1 has a single column. At least one number and, behind it, the answer"),
        ("1,2,0\n\n1,2\n", "auto", "Line 3 has 2 columns, but line 1 has 3."),
        ("a,b,c\n", "auto", "no sample below the names of the columns in line 1"),
        ("a,b,c\n1,2,0\n1,two,0", "auto", "Line 3, column 2 (b): “two” is not a number."),
        ("1,2,0\n1,,0", "auto", "Line 2, column 2 (column 2): the cell is empty."),
        ("1,nan,0", "auto", "Line 1, column 2 (column 2): “nan” is not a number."),
        ("1e39,2,0", "auto", "Line 1, column 1 (column 1): “1e39” is not a number."),
        (
            "1,2,yes\n1,2,",
            "auto",
            "Line 2, column 3 (column 3): the cell is empty. Every sample",
        ),
        ("1,2,yes\n1,3,yes", "auto", "Every answer is “yes”. With classes, at least two different ones"),
        ("1,2,1\n1,3,x", "values", "Line 2, column 3 (column 3): “x” is not a number."),
        ("1,2,0\n1,2," + "x" * 50, "values", "“" + "x" * 29 + "…” is not a number"),
        ("1,2,1\n1,3,1", "classes", "Every answer is “1”."),
        ("1,2," + "x" * 200_000, "auto", "Line 1 cannot be read as a line of a table"),
    ],
)
def test_errors_say_where(text: str, kind: AnswerKind, message: str) -> None:
    with pytest.raises(DataError) as caught:
        parse_table(text, kind)
    assert message in str(caught.value)


def test_too_many_classes() -> None:
    with pytest.raises(DataError, match=r"1,001 different answers; at most 1,000 classes"):
        parse_table("\n".join(f"{n},word{n}" for n in range(1_001)), "auto")


def test_a_table_of_two_columns_is_a_plane() -> None:
    assert TypedTable(rows="0,1,a\n10,1,b").bounds == ((-2.0, 12.0), (0.5, 1.5))
    assert TypedTable(rows="0,1,5,a\n10,1,7,b").bounds is None
    assert TypedTable(rows="nothing").bounds is None


def test_delivered_arrays_cannot_be_spoilt() -> None:
    """They are kept between two calls."""
    data = TypedTable().load(1)
    with pytest.raises(ValueError, match="read-only"):
        data.samples[0, 0] = 9


def test_csv_file(tmp_path: Path) -> None:
    path = tmp_path / "größen.csv"
    path.write_text("\ufefflänge,breite,art\n1.5,2,wolf\n3,4,hund\n", "utf-8")
    source = CSVFile(path=str(path))
    assert source.info().feature_names == ("länge", "breite")
    assert source.info().class_names == ("hund", "wolf")
    assert source.summary == "größen.csv"


def test_csv_file_that_changed_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("1,2,0\n1,2,1\n", "utf-8")
    source = CSVFile(path=str(path))
    assert source.info().count == 2
    path.write_text("1,2,0\n1,2,1\n1,2,1\n", "utf-8")
    assert source.info().count == 3


def bad_file(folder: Path, kind: str) -> str:
    path = folder / "data.csv"
    match kind:
        case "not UTF-8":
            path.write_bytes(b"1,2,\xff\n")
        case "folder":
            path.mkdir()
        case "endless":
            os.mkfifo(path)
        case "huge":
            with path.open("wb") as file:
                file.truncate(33 << 20)
        case "bad cell":
            path.write_text("1,2,0\n1,x,0\n", "utf-8")
        case "other machine":
            return r"\\somewhere\data.csv"
        case "not chosen":
            return ""
        case "nonsense":
            return "a\0b"
    return str(path)


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("missing", r"data\.csv cannot be read: No such file or directory\."),
        ("not UTF-8", r"data\.csv is not UTF-8 text\. Save it as “CSV UTF-8” and choose it again\."),
        ("folder", r"data\.csv is not a file\."),
        ("endless", r"data\.csv is not a file\."),
        ("huge", r"data\.csv has 33 MB; files of up to 32 MB can be read\."),
        ("bad cell", r"^data\.csv: Line 2, column 2 \(column 2\): “x” is not a number\."),
        ("other machine", r"lies on another machine\. Copy the file to this one first\."),
        ("not chosen", r"^No file is chosen yet\. Choose one under Data\.$"),
        ("nonsense", r"cannot be read: .*embedded null"),
    ],
)
def test_csv_file_errors(tmp_path: Path, kind: str, message: str) -> None:
    source = CSVFile(path=bad_file(tmp_path, kind))
    with pytest.raises(DataError, match=message):
        source.info()
    assert source.bounds is None
