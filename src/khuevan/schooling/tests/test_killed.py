"""A worker that is killed in the middle of a turn-over leaves nothing; the next one does all of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest
from django.db import connection, transaction

from khuevan.access.public import reaching
from khuevan.schooling.models import Enrolment, SchoolClass, TurnOver
from khuevan.schooling.services import ask_turn_over, open_school_year
from khuevan.schooling.tasks import resume
from khuevan.schooling.tests.conftest import NOON, ROOT, unit
from khuevan.schooling.tests.test_turnover import pupil

# Does the work up to its end, says so, and waits there: it is killed before it can commit.
WORKER = """
import sys, django
django.setup()
from django.db import connections, transaction
for one in connections.databases.values():
    one["NAME"] = sys.argv[2]
from datetime import datetime, UTC
from khuevan.access.public import reaching
from khuevan.schooling.selectors.turnover import actor_of_turn_over
from khuevan.schooling.services import run_turn_over
number = int(sys.argv[1])
with transaction.atomic():
    actor = actor_of_turn_over(number)
    reaching(actor)
    run_turn_over(number=number, actor=actor, at=datetime(2027, 6, 1, tzinfo=UTC))
    print("done but not committed", flush=True)
    sys.stdin.read()
"""


@pytest.mark.django_db(transaction=True)
def test_a_killed_turn_over_leaves_nothing_and_is_done_by_the_next_worker():
    with transaction.atomic():
        reaching(ROOT)
        open_school_year(actor=ROOT, school_year=2026, at=NOON)
        school = unit("school", "general", unit("office", "office", None))
        for grade in (1, 2, 3, 4, 5):
            pupil(school, grade)
        asked = ask_turn_over(actor=ROOT, path=school.path, school_year=2026, preview=False, at=NOON)
    with subprocess.Popen(
        [sys.executable, "-c", WORKER, str(asked.number), connection.settings_dict["NAME"]],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "khuevan.config.settings"},
    ) as worker:  # fmt: skip
        assert worker.stdout is not None
        assert worker.stdout.readline() == "done but not committed\n"
        worker.send_signal(signal.SIGKILL)
    with connection.cursor() as cursor:  # waits until the server has noticed
        cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [f"turn-over {asked.number}"])
        cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [f"turn-over {asked.number}"])

    def state() -> tuple[str, int, int]:
        with transaction.atomic():
            reaching(ROOT)
            rows = Enrolment.objects.for_system("test").filter(school_year=2027)
            made = SchoolClass.objects.for_system("test").filter(school_year=2027)
            return TurnOver.objects.for_system("test").get().phase, rows.count(), made.count()

    assert state() == ("waiting", 0, 0)
    resume(0)
    assert state() == ("done", 4, 5)
    resume(0)
    assert state() == ("done", 4, 5)
