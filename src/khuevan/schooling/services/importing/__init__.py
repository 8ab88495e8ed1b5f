"""What is handed in as files: classes, learners, staff, teaching, health, absence."""

from khuevan.schooling.services.importing.classes import CLASSES
from khuevan.schooling.services.importing.learners import LEARNERS
from khuevan.schooling.services.importing.notes import ATTENDANCE, HEALTH
from khuevan.schooling.services.importing.staff import STAFF, TEACHING

IMPORTABLES = (CLASSES, LEARNERS, STAFF, TEACHING, HEALTH, ATTENDANCE)

__all__ = ["IMPORTABLES"]
