"""Institutions handed in as files: founded, changed, left alone, and refused outside one's own branch."""

from datetime import UTC, date, datetime
from io import BytesIO

import polars as pl
import pytest
from django.db import connection

from khuevan.access.public import Permission, system
from khuevan.intake import selectors as intake
from khuevan.intake import services as intake_services
from khuevan.intake.contracts import Merged, Mode, Phase
from khuevan.intake.dispatch import run_now
from khuevan.intake.public import export_csv, export_xlsx, rows_of
from khuevan.org import selectors, services
from khuevan.org.contracts import Kind
from khuevan.org.services.institutions import DESCRIPTION, IMPORTABLE
from khuevan_home import Home
from khuevan_kernel.actor import Actor

AT = datetime(2026, 9, 5, 2, 0, tzinfo=UTC)
SINCE = date(2025, 7, 1)
HEAD = "code,name,kind,commune,ownership,since,nursery,kindergarten,primary,lower,upper"
PRIMARY = "00123,Trường Tiểu học  Trần Phú,primary,00004,1,1/9/2026,,,x,,"
UPPER = "00124,Trường THPT Chu Văn An,Trường trung học phổ thông,00004,Công lập,2026-09-01,,,,,có"


def found(kind, name, parent=None, territory=None):
    return services.found_unit(
        kind=kind, name=name, since=SINCE, parent=parent, territory=territory, actor=system("test"), at=AT
    )


@pytest.fixture
def tree(db, tmp_path, settings):
    """Two provinces with an office and one commune each, 00004 in the first and 00008 in the second."""
    settings.HOME = Home(tmp_path)
    with connection.cursor() as cursor:
        places = []
        for code in ("00004", "00008"):
            cursor.execute(
                "INSERT INTO org_territory (level, code, name, full_name, kind, name_en, since)"
                " VALUES ('commune', %s, 'X', 'Xã X', 'Xã', '', %s) RETURNING id", [code, SINCE],
            )  # fmt: skip
            places.append(cursor.fetchone()[0])
    ministry = found(Kind.MINISTRY, "Bộ")
    made = {}
    for name, place in zip(("first", "second"), places, strict=True):
        made[name] = found(Kind.PROVINCE, f"Sở {name}", ministry.id)
        made[f"{name} commune"] = found(Kind.COMMUNE, f"Xã {name}", made[name].id, place)
    return made


def officer(unit):
    reach = frozenset({unit.path})
    return Actor("account:7", {Permission.INTAKE_RUN: reach, Permission.ORG_MANAGE: reach}, unit.path)


def bring_in(content, actor, mode=Mode.ROWS):
    content = content if isinstance(content, bytes) else "\n".join((HEAD, *content)).encode()
    batch = intake_services.receive(
        name=DESCRIPTION.name,
        file=BytesIO(content),
        filename="x",
        mode=mode,
        dry_run=False,
        actor=actor,
        at=AT,
    )
    return run_now(batch.id, AT)


def faults(batch):
    return [tuple(row[:3]) for row in intake.faults(batch).rows()]


def test_institutions_are_founded_below_the_office_that_manages_them(tree):
    done = bring_in([PRIMARY, UPPER], officer(tree["first"]))

    assert (done.phase, done.merged, faults(done)) == (Phase.DONE, Merged(2, 0, 0), [])
    primary = selectors.unit_by_code("moet", "00123", date(2026, 9, 5))
    upper = selectors.unit_by_code("moet", "00124", date(2026, 9, 5))
    assert (primary.name, primary.parent, primary.levels) == (
        "Trường Tiểu học Trần Phú", tree["first commune"].id, ("primary",),
    )  # fmt: skip
    assert primary.path == f"{tree['first commune'].path}{primary.id}/"
    assert (upper.kind, upper.parent, upper.ownership, upper.since) == (
        "upper", tree["first"].id, 1, date(2026, 9, 1),
    )  # fmt: skip
    assert [one.id for one in selectors.find_units("tran phu")] == [primary.id]


def test_an_officer_founds_and_changes_in_the_own_branch_only(tree):
    bring_in([PRIMARY], officer(tree["first"]))
    elsewhere = PRIMARY.replace("00004", "00008")

    assert faults(bring_in(["00999" + elsewhere[5:]], officer(tree["first"]))) == [
        (2, "commune", "KV-O-0002")
    ]
    assert faults(bring_in([elsewhere], officer(tree["second"]))) == [(2, "code", "KV-O-0003")]
    assert selectors.unit_by_code("moet", "00999", date(2026, 9, 5)) is None


def test_a_change_begins_a_version_and_another_file_with_the_same_rows_changes_nothing(tree):
    me = officer(tree["first"])
    bring_in([PRIMARY, UPPER], me)
    renamed = PRIMARY.replace("Trần Phú", "Lê Lợi").replace("1/9/2026", "5/9/2026")

    assert bring_in([UPPER, renamed], me).merged == Merged(0, 1, 1)
    assert bring_in([renamed, UPPER], me).merged == Merged(0, 0, 2)
    unit = selectors.unit_by_code("moet", "00123", date(2026, 9, 5))
    assert unit.name == "Trường Tiểu học Lê Lợi"
    assert selectors.unit_as_of(unit.id, date(2026, 9, 4)).name == "Trường Tiểu học Trần Phú"


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (PRIMARY.replace("00004", "99999"), ("commune", "KV-O-0001")),
        (PRIMARY.replace("Trần Phú", "Lê Lợi"), ("since", "KV-O-0005")),
        (PRIMARY.replace("00123", "00125").replace("1/9/2026", "1/6/2025"), ("since", "KV-O-0005")),
        (PRIMARY.replace("1/9/2026", "1/9/2027"), ("since", "KV-O-0006")),
        (PRIMARY.replace("primary", "lower"), ("kind", "KV-O-0004")),
        (PRIMARY.replace("primary", "upper"), ("kind", "KV-O-0004")),
        (PRIMARY.replace(",x,", ",,"), ("primary", "KV-O-0007")),
        (PRIMARY.replace("primary", "ministry"), ("kind", "KV-I-0305")),
    ],
)
def test_what_does_not_fit_the_register_is_refused_by_its_cell(tree, row, fault):
    me = officer(tree["first"])
    bring_in([PRIMARY], me)
    before = selectors.history(selectors.unit_by_code("moet", "00123", date(2026, 9, 5)).id)

    assert faults(bring_in([row], me)) == [(2, *fault)]
    assert selectors.history(before[0].id) == before


@pytest.mark.parametrize("way", [export_csv, export_xlsx])
def test_what_is_exported_and_imported_changes_nothing(tree, way):
    me = officer(tree["first"])
    bring_in([PRIMARY, UPPER], me)
    exported = rows_of(IMPORTABLE, me)
    assert exported is not None

    assert exported["code"].to_list() == ["00123", "00124"]
    assert bring_in(way(exported, DESCRIPTION), me).merged == Merged(0, 0, 2)
    elsewhere = rows_of(IMPORTABLE, officer(tree["second"]))
    assert elsewhere is not None and elsewhere.equals(pl.DataFrame(schema=exported.schema))
