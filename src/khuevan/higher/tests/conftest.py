from datetime import UTC, date, datetime

import pytest

from khuevan.access.public import Permission, reaching
from khuevan.higher.contracts.institutions import Institution
from khuevan.higher.models import Department, Employment, OpenedField, Programme, Study
from khuevan.higher.selectors.institutions import unit_references
from khuevan.org.models import Unit, UnitCode
from khuevan.people.models import Person
from khuevan_kernel.actor import Actor
from khuevan_kernel.identity import search_key, sort_key

AT = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
ON = date(2026, 11, 25)
ALL = [Permission.HIGHER_VIEW, Permission.HIGHER_EDIT, Permission.PEOPLE_VIEW, Permission.PEOPLE_EDIT,
       Permission.INTAKE_RUN, Permission.REVIEW_VIEW]  # fmt: skip


def acting(path, *may):
    return Actor("account:1", dict.fromkeys(may or ALL, frozenset({path})), office=path)


def person(name, unit, born=date(2004, 5, 4), sex=2):
    return Person.objects.create(
        name=name, search_name=search_key(name), sort_name=sort_key(name), unit=unit, birth_date=born, sex=sex
    )


class World:
    """Two universities, each with a programme; the first with students and lecturers."""

    def __init__(self):
        reaching(acting("/"))
        self.root = acting("/")
        self.home, self.other = (self._university(number) for number in (1, 2))
        self.officer = acting(self.home.path)
        self.stranger = acting(self.other.path)
        self.law = self._programme(self.home, "7380101", "Luật")
        self.maths = self._programme(self.home, "7460101", "Toán học")
        self.foreign = self._programme(self.other, "7480201", "Công nghệ thông tin")
        self.an, self.binh = (person(name, self.home) for name in ("Lê Thị Ẩn", "Vàng A Bình"))
        self.study = self.studies(self.an, self.law, "SV001")

    def studies(self, who, programme, code, **more):
        told = {"since": date(2023, 9, 5)} | more
        return Study.objects.create(
            person=who, programme=programme, unit=programme.unit, student_code=code, **told
        )

    def lecturer(self, code, **more):
        told = {"role": "lecturer", "since": date(2015, 9, 1), "degree": "doctor", "workplace": True} | more
        born = told.pop("born", date(1980, 1, 1))
        who = person(f"Cô {code}", self.home, born)
        return Employment.objects.create(person=who, unit=self.home, code=code, **told)

    def institution(self, unit):
        code = f"KV{unit.name[-1]}"
        return Institution(unit.pk, unit_references().of(unit.pk), unit.name, code, unit.path, unit.kind)

    def _university(self, number):
        unit = Unit.objects.create(
            kind="university", sector="higher", name=f"Đại học {number}", search_name=f"dai hoc {number}",
            path=f"/900{number}/", since=date(2000, 1, 1),
        )  # fmt: skip
        unit.path = f"/{unit.pk}/"
        unit.save()
        UnitCode.objects.create(unit=unit, issuer="moet", code=f"KV{number}", since=date(2000, 1, 1))
        Department.objects.create(unit=unit, code="K1", name="Khoa", kind="faculty", since=date(2000, 1, 1))
        return unit

    def _programme(self, unit, field, name):
        OpenedField.objects.create(unit=unit, code=field, name=name, level="bachelor")
        return Programme.objects.create(
            unit=unit, field=field, code=field, name=name, search_name=search_key(name), level="bachelor",
            since=date(2010, 1, 1),
        )  # fmt: skip


@pytest.fixture
def world(db):
    return World()
