"""Where every address leads."""

from django.urls import URLPattern, URLResolver, include, path

from khuevan.access.public import Permission, needs, open_to_all
from khuevan.exchange.public import interface
from khuevan.journal.web import pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("khuevan.portal.web")),
    path("", include("khuevan.access.web")),
    # The journal is one: whoever may look into it for a province alone would see the others'.
    *pages(auditors=needs(Permission.JOURNAL_VIEW, of_the_country=True), anyone=open_to_all),
    path("", include("khuevan.intake.web")),
    path("", include("khuevan.org.web")),
    path("", include("khuevan.people.web")),
    path("", include("khuevan.population.web")),
    path("", include("khuevan.schooling.web")),
    path("", include("khuevan.higher.web")),
    path("", include("khuevan.assessment.web")),
    path("", include("khuevan.resources.web")),
    path("", include("khuevan.transfers.web")),
    path("", include("khuevan.reports.web")),
    path("", include("khuevan.quality.web")),
    path("", include("khuevan.exams.web")),
    path("", include("khuevan.operations.web")),
    path("", include("khuevan.exchange.web")),
    interface("api/v1/"),
]

handler400 = "khuevan.portal.web.errors.bad_request"
handler403 = "khuevan.portal.web.errors.forbidden"
handler404 = "khuevan.portal.web.errors.not_found"
handler500 = "khuevan.portal.web.errors.crashed"
