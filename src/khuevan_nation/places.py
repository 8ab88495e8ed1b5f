"""The 34 provinces as the generator knows them: size, region, hills, codes of birth and who lives there.

Sizes are the literature papers of the exam of 2026 by council (no count of pupils by province is
published). Shares of ethnic groups are rounded from the census of 2019 to the provinces of today, in
thousandths; the rest are Kinh. Codes of birth are the province codes in national numbers, which kept the
63 provinces.
"""

from __future__ import annotations

from dataclasses import dataclass

NORTH, CENTRE, SOUTH = 0, 1, 2
KINH = 1


@dataclass(frozen=True, slots=True)
class Province:
    """A province: ``born`` are the codes that its people have in national numbers."""

    code: str
    candidates: int
    region: int
    hills: bool
    born: tuple[int, ...]
    groups: tuple[tuple[int, int], ...]


_TABLE = """
01 125615 0 0 001 | 6:8 2:3
04 5497 0 1 004 | 2:408 7:299 8:116 9:101 15:14 43:5
08 17896 0 1 008,002 | 2:245 8:200 9:135 7:60 15:40 25:10 38:8
11 7855 0 1 011 | 8:381 3:357 29:33 9:11 35:9 33:9 37:8
12 4580 0 1 012 | 3:310 8:240 9:130 35:34 25:30 41:28 29:18 42:14 45:9
14 14026 0 1 014 | 3:537 8:160 6:67 34:22 9:17 29:12 33:8 39:8
15 19596 0 1 010,015 | 8:200 2:170 9:130 3:50 7:30 25:25 6:12 40:6 35:3
19 22311 0 1 019,006 | 2:190 7:60 9:50 18:36 15:26 8:17
20 9922 0 1 020 | 7:428 2:359 9:35 15:6 8:2 4:2
22 20491 0 0 022 | 9:53 2:31 18:15 15:12 4:4
24 43425 0 0 027,024 | 7:30 2:18 15:10 18:10 4:6
25 47312 0 0 025,026,017 | 6:215 18:11 9:9 3:9 2:7 8:3
31 56416 0 0 031,030 | 4:1
33 42816 0 0 033,034 | 6:1
37 47706 0 0 037,035,036 | 6:8
38 42144 1 0 038 | 6:103 3:61 8:5 24:3 9:2 29:1
40 41300 1 0 040 | 3:102 24:21 29:13 8:10 53:1
42 18318 1 0 042 | 6:1 44:1
44 21303 1 0 045,044 | 23:67 31:12 44:4
46 13907 1 0 046 | 31:30 26:14 23:1
48 35015 1 0 048,049 | 26:25 14:18 27:9 30:2
51 21325 1 1 051,062 | 14:85 19:80 13:38 27:22 30:19 10:14 52:1 54:1
52 37065 1 1 064,052 | 10:150 13:68 19:4 2:4 7:4 17:3
56 21686 1 0 056,058 | 21:72 17:37 16:4 12:2 4:2
66 34951 1 1 066,054 | 12:130 7:28 2:20 20:18 8:15 10:8 17:8 3:7 9:6
68 40625 1 1 068,067,060 | 16:60 20:21 7:18 28:17 2:15 8:13 17:13 21:6 36:6 9:6 4:6
75 52096 2 0 075,070 | 22:24 4:23 7:12 2:11 5:10 32:5 20:3
79 137743 2 0 079,074,077 | 4:32 5:7 17:1 32:1
80 28838 2 0 072,080 | 5:5 17:2 4:2
82 36785 2 0 087,082 | 4:2 5:1
86 36084 2 0 086,083,084 | 5:100 4:6
91 39594 2 0 089,091 | 5:80 4:9 17:3
92 33613 2 0 092,093,094 | 5:120 4:23
96 19371 2 0 096,095 | 5:48 4:12
"""


def _read(line: str) -> Province:
    plain, groups = line.split("|")
    code, candidates, region, hills, born = plain.split()
    mix = tuple((int(group), int(share)) for group, share in (g.split(":") for g in groups.split()))
    return Province(
        code, int(candidates), int(region), hills == "1", tuple(int(b) for b in born.split(",")), mix
    )


PROVINCES = tuple(_read(line) for line in _TABLE.strip().splitlines())
