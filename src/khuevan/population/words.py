"""The words for what was compared and what came of it."""

from django.utils.translation import gettext_lazy as _

FIELDS = {"name": _("Họ và tên"), "birth": _("Ngày sinh"), "sex": _("Giới tính")}
OUTCOMES = {
    "verified": (_("Khớp"), "good"),
    "mismatch": (_("Có chỗ khác"), "warn"),
    "not_found": (_("Không có số này"), "warn"),
}
RESULTS = {
    "verified": (_("khớp"), "good"), "mismatch": (_("khác"), "warn"), "unknown": (_("chưa rõ"), ""),
}  # fmt: skip
RESOLUTIONS = {"accepted": _("Đã sửa hồ sơ theo đó."), "kept": _("Nơi giữ hồ sơ xác nhận hồ sơ đúng.")}
SECTORS = {
    "preschool": _("Mầm non"), "general": _("Phổ thông"), "higher": _("Đại học"), "office": _("Cơ quan"),
}  # fmt: skip
SEXES = {"1": _("Nam"), "2": _("Nữ")}
