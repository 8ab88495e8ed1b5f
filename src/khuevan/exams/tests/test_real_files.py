"""The published files of 2021 and 2026, whole: loaded, and counted again by other means to the last mark."""

import csv
import io
from bisect import bisect_right
from collections import Counter, defaultdict
from datetime import UTC, datetime
from fractions import Fraction
from itertools import accumulate
from pathlib import Path

import pyarrow as pa
import pytest

from khuevan.access.public import system
from khuevan.exams import services
from khuevan.exams.contracts import Reading
from khuevan.exams.figures import statistics

FOLDER = Path(__file__).parents[5] / "shared" / "data" / "exam"
AT = datetime(2026, 7, 1, tzinfo=UTC)
WHY = f"the published results are not at {FOLDER}; they are kept beside the checkout"
MOVED = ("30→03", "40→04", "50→05", "60→06", "70→07", "80→08", "90→09")
SIZES = {  # councils, and the candidates of some
    2021: (58, {"03": 23_495, "30": 17_268, "50": None}),
    2026: (6, {}),
}
COLUMNS = {"Van": "NguVan", "Li": "VatLy", "Hoa": "HoaHoc", "Sinh": "SinhHoc", "Su": "LichSu", "Dia": "DiaLy"}

pytestmark = [pytest.mark.django_db, pytest.mark.skipif(not FOLDER.exists(), reason=WHY)]


def counted(data, separator):
    """Marks by column and by language, counted text by text with nothing of the program."""
    text = pa.input_stream(io.BytesIO(data), compression="zstd").read().decode()
    headings, *lines = csv.reader(io.StringIO(text), delimiter=separator)
    found: defaultdict[str, Counter[Fraction]] = defaultdict(Counter)
    for heading, cells in zip(headings, zip(*lines, strict=True), strict=True):
        if heading == "SBD" or heading.startswith("Khoi"):
            continue
        for cell, times in Counter(cells).items():
            if cell in {"", "-1"}:
                continue
            if heading.startswith("Ngoai ngu"):
                found[heading[-3:-1]][Fraction(cell)] += times
                found["NgoaiNgu"][Fraction(cell)] += times
            else:
                found[COLUMNS.get(heading, heading)][Fraction(cell)] += times
    return len(lines), found


def half_up(value, places):
    scaled = (value * 10**places * 2 + 1) // 2
    return f"{scaled // 10**places}.{scaled % 10**places:0{places}d}"


def median(counts):
    ordered = sorted(counts.items())
    upto = list(accumulate(times for _, times in ordered))
    middle = [ordered[bisect_right(upto, place)][0] for place in ((upto[-1] - 1) // 2, upto[-1] // 2)]
    return sum(middle) / 2


@pytest.mark.parametrize(
    ("file", "year", "separator", "rows", "moved"),
    [
        ("results_2021_58_councils.csv.zst", 2021, ";", 699_496, MOVED),
        ("results_2026_6_councils.csv.zst", 2026, ",", 61_883, ()),
    ],
)
def test_a_published_file_is_loaded_and_counted_to_the_last_candidate(file, year, separator, rows, moved):
    data = (FOLDER / file).read_bytes()
    expected_rows, expected = counted(data, separator)

    loaded = services.load_results(actor=system("test"), data=data, year=year, reading=Reading(), at=AT)
    told = statistics(year)
    entries = {one["column"]: one for one in [*told["subjects"], *told["foreign_languages"]]}

    assert (loaded.inserted, loaded.refused, loaded.totals_wrong_count) == (rows, 0, 0)
    sizes = {one["code"]: one["candidates"] for one in told["councils"]}
    assert (loaded.moved_zeros, len(sizes)) == (moved, SIZES[year][0])
    assert {code: sizes.get(code) for code in SIZES[year][1]} == SIZES[year][1]
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
