"""The pages of schooling."""

from __future__ import annotations

from django.urls import URLPattern, path

from khuevan.schooling.web import entering as entering  # registers its ways
from khuevan.schooling.web import learners, schools, turnover

urlpatterns: list[URLPattern] = [
    path("schooling", schools.home, name="schooling"),
    path("schooling/turn-over", turnover.of_branch, name="turn-overs"),
    path("schooling/turn-over/<str:reference>", turnover.turn_over, name="turn-over"),
    path("schooling/turn-over/<str:reference>/undo", turnover.undo_branch, name="turn-over-undo"),
    path("schools/<str:reference>", schools.school, name="school"),
    path("schools/<str:reference>/classes/new", schools.new_class, name="class-new"),
    path("schools/<str:reference>/learners", schools.school_learners, name="school-learners"),
    path("schools/<str:reference>/learners.<str:form>", schools.export_learners, name="school-learners-file"),
    path("schools/<str:reference>/staff", schools.school_staff, name="school-staff"),
    path("schools/<str:reference>/turn-over", turnover.of_school, name="school-turn-over"),
    path("schools/<str:reference>/turn-over/undo", turnover.undo_school, name="school-turn-over-undo"),
    path("schools/<str:reference>/turn-over/settle", turnover.settle, name="school-settle"),
    path("staff/<str:reference>", schools.member, name="staff-member"),
    path("classes/<str:reference>", learners.school_class, name="school-class"),
    path("classes/<str:reference>/edit", learners.edit_class, name="class-edit"),
    path("classes/<str:reference>/add", learners.add_learner, name="class-add"),
    path("classes/<str:reference>/attendance", learners.attendance, name="class-attendance"),
    path("learners/<str:reference>", learners.learner, name="learner"),
    path("learners/<str:reference>/leave", learners.leave, name="learner-leave"),
    path("learners/<str:reference>/move", learners.move, name="learner-move"),
    path("learners/<str:reference>/supports", learners.supports, name="learner-supports"),
    path("learners/<str:reference>/supports/end", learners.end_support, name="learner-support-end"),
]
