"""One's work: what waits for whoever has signed in, in which capacity they act, and where they can go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from khuevan.access.contracts import ROLES
from khuevan.access.public import Permission, Request, own_grants, signed_in
from khuevan.assessment import public as assessment
from khuevan.higher import public as higher
from khuevan.intake import public as intake
from khuevan.intake.public import Phase
from khuevan.people import public as people
from khuevan.population import public as population
from khuevan.portal.templatetags.speech import moment, number
from khuevan.portal.web.framing import address
from khuevan.portal.web.pages import tiles_of
from khuevan.quality import public as quality
from khuevan.reports import public as reports
from khuevan.schooling import public as schooling
from khuevan.transfers import public as transfers
from khuevan_kernel.work import Due

OWN = (
    ("my-record", _("Hồ sơ của tôi"), _("Xem, yêu cầu đính chính và biết ai đã xem."), None),
    (
        "schooling",
        _("Nhà trường"),
        _("Lớp, học sinh, nhân sự, lên lớp; việc cần làm của trường."),
        Permission.SCHOOLING_VIEW,
    ),
    ("my-transfers", _("Chuyển trường của gia đình"), _("Xin chuyển, trả lời đề nghị, theo dõi."), None),
    ("transfers", _("Chuyển trường"), _("Đến và đi, hạn trả lời, ai chưa đến."), Permission.SCHOOLING_VIEW),
    ("marks", _("Sổ điểm"), _("Nhập điểm, xem tiến độ và kết quả của lớp."), Permission.MARKS_ENTER),
    ("my-marks", _("Kết quả học tập"), _("Điểm và kết quả của tôi, của con tôi."), None),
    (
        "intake",
        _("Nhập dữ liệu từ tệp"),
        _("Tải mẫu, gửi tệp, nhận lại tệp có đánh dấu lỗi."),
        Permission.INTAKE_RUN,
    ),
    (
        "higher",
        _("Giáo dục đại học"),
        _("Các sổ của cơ sở, chuẩn và chu kỳ của năm."),
        Permission.HIGHER_VIEW,
    ),
    (
        "corrections",
        _("Yêu cầu đính chính"),
        _("Đọc và trả lời những chỗ sai được báo trong phạm vi của bạn."),
        Permission.PEOPLE_EDIT,
    ),
    (
        "reports",
        _("Báo cáo năm học"),
        _("Xem số liệu đếm từ sổ, kí, theo dõi ai đã kí."),
        Permission.SCHOOLING_VIEW,
    ),
    ("premises", _("Cơ sở vật chất"), _("Phòng học, nhà vệ sinh, điều kiện."), Permission.SCHOOLING_VIEW),
    ("norms", _("Định mức giáo viên"), _("Thừa, thiếu và vì sao."), Permission.SCHOOLING_VIEW),
    (
        "people-duplicates",
        _("Hồ sơ có thể trùng"),
        _("Xem hai hồ sơ cạnh nhau, nhập làm một hoặc giữ riêng."),
        Permission.PEOPLE_MERGE,
    ),
    (
        "population",
        _("Đối chiếu dữ liệu dân cư"),
        _("Bao nhiêu người đã khớp, ở đâu còn khác."),
        Permission.PEOPLE_VIEW,
    ),
    ("people-search", _("Tìm người"), _("Theo mã hoặc tên, trong phạm vi của bạn."), Permission.PEOPLE_VIEW),
    (
        "quality",
        _("Chất lượng dữ liệu"),
        _("Điểm, vấn đề cần sửa, quy tắc; dữ liệu chỉ hỏi một lần."),
        Permission.QUALITY_VIEW,
    ),
    ("access-grants", _("Cấp vai trò"), _("Ai được làm gì, ở đâu, đến khi nào."), Permission.ACCESS_GRANT),
    ("journal", _("Nhật ký"), _("Mọi thay đổi, không sửa được."), Permission.JOURNAL_VIEW),
)
# What each room has waiting for somebody on a day: its ``due(actor=, on=)``, in the order of the page.
WITH_WORK: tuple[Callable[..., Iterable[Due]], ...] = (
    people.due,
    schooling.due,
    assessment.due,
    higher.due,
    population.due,
    reports.due,
    transfers.due,
    quality.due,
)
VIETNAM = ZoneInfo(settings.TIME_ZONE)
ENDING_SOON = timedelta(days=30)
FILES_KEPT_IN_MIND = timedelta(days=30)
MOST_COUNTED = 50
PHASES = {
    Phase.WAITING: (_("đang chờ"), "warn"), Phase.RUNNING: (_("đang chạy"), "warn"),
    Phase.REFUSED: (_("bị từ chối"), "bad"), Phase.FAILED: (_("không ghi được"), "bad"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do: where, why, until when, or how it stands."""

    title: object
    href: str
    about: object
    by: datetime | None = None
    state: object = ""
    tone: str = ""


@signed_in
@require_safe
def my_work(request: Request) -> HttpResponse:
    """What waits for whoever has signed in, in which capacity they act, and where they can go."""
    language = get_language() or "vi"
    offices = [
        {
            "roles": ", ".join(ROLES[role].title(language) for role in office.roles),
            "place": getattr(request.user, "about", ""),
            "purpose": office.purpose,
            "current": office.path == request.actor.office and office.purpose == request.actor.purpose,
        }
        for office in request.offices
    ]
    context = {
        "offices": offices, "due": [*_second_factor(request), *_of_rooms(request), *_files(request),
                                    *_corrections(request), *_grants(request)],
        "tiles": tiles_of(request, OWN), "access": address("my-access"),
    }  # fmt: skip
    return render(request, "portal/my_work.html", context)


def _second_factor(request: Request) -> Iterator[Task]:
    if request.second_factor_missing:
        yield Task(
            _("Đặt bước xác thực thứ hai"), address("mfa_index"),
            _("Vai trò của bạn cần nó. Chưa đặt thì chưa mở được dữ liệu nào."),
        )  # fmt: skip


def _of_rooms(request: Request) -> Iterator[Task]:
    on = timezone.localdate(request.received_at)
    for due in WITH_WORK:
        for one in due(actor=request.actor, on=on):
            by = datetime.combine(one.by, time(23, 59), VIETNAM) if one.by else None
            yield Task(one.title, address(one.route, *one.given), one.about, by, one.state, one.tone)


def _files(request: Request) -> Iterator[Task]:
    for batch in intake.own_open_batches(request.actor, request.received_at - FILES_KEPT_IN_MIND):
        state, tone = PHASES[batch.phase]
        about = moment(batch.created_at)
        if batch.refused:
            about += ". " + ngettext(
                "%(count)s dòng cần sửa", "%(count)s dòng cần sửa", batch.refused
            ) % {"count": number(batch.refused)}  # fmt: skip
        title = gettext("Tệp đã gửi: %(file)s") % {"file": batch.filename}
        yield Task(title, address("intake-batch", batch.ref), about, state=state, tone=tone)


def _corrections(request: Request) -> Iterator[Task]:
    if not request.actor.may(Permission.PEOPLE_EDIT):
        return
    waiting = people.corrections_to_answer(actor=request.actor, limit=MOST_COUNTED + 1)
    if not waiting:
        return
    title = ngettext(
        "%(count)s yêu cầu đính chính chờ trả lời", "%(count)s yêu cầu đính chính chờ trả lời", len(waiting)
    ) % {"count": f"{MOST_COUNTED}+" if len(waiting) > MOST_COUNTED else number(len(waiting))}
    about = gettext("Chờ lâu nhất từ %(when)s.") % {"when": moment(waiting[0].asked.asked_at)}
    yield Task(title, address("corrections"), about)


def _grants(request: Request) -> Iterator[Task]:
    soon = request.received_at + ENDING_SOON
    for grant in own_grants(request.actor, request.received_at):
        if grant.live and grant.until <= soon:
            role = ROLES[grant.role].title(get_language() or "vi")
            yield Task(
                gettext("Vai trò sắp hết hạn: %(role)s") % {"role": role}, address("my-access"),
                _("Nếu còn cần, hãy đề nghị nơi cấp gia hạn."), by=grant.until,
            )  # fmt: skip
