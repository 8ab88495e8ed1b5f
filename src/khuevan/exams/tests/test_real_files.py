"""The published files of 2021 and 2026, whole: loaded, and counted again by other means to the last candidate."""

import csv
import io
from collections import Counter, defaultdict
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pyarrow as pa
import pytest

from khuevan.access.public import system
from khuevan.exams import services
from khuevan.exams.contracts import Reading
from khuevan.exams.figures import statistics

FOLDER = Path(__file__).parents[5] / "shared" / "data" / "exam"
AT = datetime(2026, 7, 1, tzinfo=UTC)
COLUMNS = {"Van": "NguVan", "Li": "VatLy", "Hoa": "HoaHoc", "Sinh": "SinhHoc", "Su": "LichSu", "Dia": "DiaLy"}

pytestmark = [pytest.mark.django_db, pytest.mark.skipif(not FOLDER.exists(), reason=f"{FOLDER} is not there")]


def counted(data, separator):
    """Marks by column and by language, counted row by row with nothing of the program."""
    text = pa.input_stream(io.BytesIO(data), compression="zstd").read().decode()
    found: defaultdict[str, Counter[Fraction]] = defaultdict(Counter)
    rows = 0
    for row in csv.DictReader(io.StringIO(text), delimiter=separator):
        rows += 1
        for heading, cell in row.items():
            if heading == "SBD" or heading.startswith("Khoi") or cell in {"", "-1"}:
                continue
            mark = Fraction(cell)
            if heading.startswith("Ngoai ngu"):
                found[heading[-3:-1]][mark] += 1
                heading = "NgoaiNgu"
            found[COLUMNS.get(heading, heading)][mark] += 1
    return rows, found


def half_up(value, places):
    scaled = (value * 10**places * 2 + 1) // 2
    return f"{scaled // 10**places}.{scaled % 10**places:0{places}d}"


def median(counts):
    ordered = sorted(counts.elements())
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


@pytest.mark.parametrize(
    ("file", "year", "separator", "rows"),
    [
        ("results_2021_58_councils.csv.zst", 2021, ";", 699_496),
        ("results_2026_6_councils.csv.zst", 2026, ",", 61_883),
    ],
)
def test_a_published_file_is_loaded_and_counted_to_the_last_candidate(file, year, separator, rows):
    data = (FOLDER / file).read_bytes()
    expected_rows, expected = counted(data, separator)

    loaded = services.load_results(actor=system("test"), data=data, year=year, reading=Reading(), at=AT)
    told = statistics(year)
    entries = {one["column"]: one for one in [*told["subjects"], *told["foreign_languages"]]}

    assert (loaded.inserted, loaded.refused, loaded.totals_wrong_count) == (rows, 0, 0)
    assert told["candidates"] == expected_rows == rows
    assert entries.keys() == expected.keys()
    for column, counts in expected.items():
        entry, n = entries[column], counts.total()
        total = sum(mark * count for mark, count in counts.items())
        variance = Fraction(sum(m * m * c for m, c in counts.items()), n) - Fraction(total, n) ** 2
        assert entry["count"] == n
        assert entry["mean"] == half_up(Fraction(total, n), 2)
        assert Fraction(entry["median"]) == median(counts)
        assert abs(Fraction(entry["sd"]) ** 2 - variance) < Fraction(1, 1000)
        assert entry["tens"] == counts[Fraction(10)]
        assert entry["fails"] == sum(count for mark, count in counts.items() if mark <= 1)
        assert {Fraction(mark): count for mark, count in entry["marks"].items()} == counts


def test_the_moved_zeros_of_2021_are_seven_councils_and_the_councils_are_58():
    data = (FOLDER / "results_2021_58_councils.csv.zst").read_bytes()

    loaded = services.load_results(actor=system("test"), data=data, year=2021, reading=Reading(), at=AT)
    sizes = {one["code"]: one["candidates"] for one in statistics(2021)["councils"]}

    assert loaded.moved_zeros == ("30→03", "40→04", "50→05", "60→06", "70→07", "80→08", "90→09")
    assert (len(sizes), sizes["03"], sizes["30"], "50" in sizes) == (58, 23_495, 17_268, False)
