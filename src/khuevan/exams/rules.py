"""What a file of results is held to, in words; and which small cells are not shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from khuevan_kernel.law import Refusal, msgid

FEWEST_SHOWN = 5  # a cell of fewer candidates could point at one of them


class FileRefused(Refusal):
    """The file as a whole cannot be taken."""

    code = "exams.file-refused"
    says = msgid("Không nhận được tệp kết quả thi này (%(code)s).")
    remedy = msgid("Sửa tệp theo lỗi đã nêu, hoặc nạp bằng khuevan exams load-results để xem từng dòng sai.")

    def __init__(self, code: str, column: str = "", value: str = "", row: int = 0) -> None:
        super().__init__(code=code, column=column, value=value, row=row)
        self.code, self.column, self.value, self.row = code, column, value, row


@dataclass(frozen=True, slots=True)
class Words:
    """A rule and its remedy in both languages. ``{value}`` and ``{column}`` stand for the place."""

    vi: str
    en: str


_MARK_VI = "Ghi điểm 0–10 với nhiều nhất hai chữ số thập phân, hoặc Đ, CĐ, M; để trống nếu không thi."
_MARK_EN = "Write a mark from 0 to 10 with at most two decimals, or Đ, CĐ, M; leave empty what was not taken."
# ruff: noqa: E501  (a table of sentences)
FAULTS: Mapping[str, Words] = {
    "year-unknown": Words(
        "Chưa có quy định nào cho kỳ thi năm {value}. Kiểm tra tham số --year.",
        "No regulation is known for the exam of {value}. Check --year."),
    "file-empty": Words("Tệp không có dữ liệu. Gửi tệp kết quả thi.", "The file holds no data. Send a file of results."),
    "file-damaged": Words(
        "Tệp bị cắt cụt hoặc hỏng. Tải lại hoặc nén lại tệp.",
        "The file is cut short or damaged. Fetch or compress it again."),
    "file-too-large": Words(
        "Tệp giải nén ra quá lớn. Chia tệp theo hội đồng thi.",
        "The file is too large when unpacked. Split it by council."),
    "file-is-workbook": Words(
        "Đây là bảng tính (xlsx) hoặc tệp zip. Lưu thành CSV (UTF-8) rồi nạp lại.",
        "This is a workbook (xlsx) or a zip file. Save it as CSV (UTF-8) and load it again."),
    "encoding-unknown": Words(
        "Không nhận ra bảng mã. Lưu tệp bằng UTF-8 hoặc UTF-16.",
        "The encoding is not recognised. Save the file as UTF-8 or UTF-16."),
    "no-heading": Words(
        "Không thấy dòng tiêu đề có cột số báo danh (SBD) trong 20 dòng đầu. Thêm dòng tiêu đề, hoặc dùng --mapping.",
        "No line with a candidate number column (SBD) among the first 20. Add the headings, or use --mapping."),
    "heading-unknown": Words(
        "Không biết cột “{column}”. Bỏ cột này hoặc khai báo trong tệp --mapping. Các cột đã biết: {value}.",
        "The heading “{column}” is not known. Remove the column or map it with --mapping. Known: {value}."),
    "heading-twice": Words(
        "Cột “{column}” trùng ý nghĩa với một cột khác. Giữ lại một cột.",
        "The heading “{column}” means the same as another. Keep one of them."),
    "mapping-wrong": Words(
        "Tệp ánh xạ có “{column}” = “{value}”, không phải một đích đã biết. Xem exams/README.md.",
        "The mapping says “{column}” = “{value}”, which is no known target. See exams/README.md."),
    "subject-not-in-year": Words(
        "Cột “{column}” có điểm, nhưng môn này không thi trong năm đã chọn. Kiểm tra --year hoặc bỏ cột.",
        "“{column}” holds marks, but the subject is not examined in that year. Check --year or remove the column."),
    "row-ragged": Words(
        "Dòng này có {value} ô, khác với dòng tiêu đề. Kiểm tra dấu phân cách của dòng.",
        "This row has {value} cells, not as many as the headings. Check its separators."),
    "number-missing": Words("Thiếu số báo danh. Điền số báo danh 8 chữ số.",
        "The candidate number is missing. Fill in its 8 digits."),
    "number-wrong": Words(
        "Số báo danh “{value}” không gồm đúng 8 chữ số (thi theo cụm, đến năm 2016: hoặc 3 chữ cái và 6 chữ số). Sửa lại.",
        "The candidate number “{value}” is not 8 digits (up to 2016 also 3 letters and 6 digits). Correct it."),
    "number-lost-zero": Words(
        "Số báo danh “{value}” có 7 chữ số: mất số 0 ở đầu. Sửa tệp, hoặc nạp với --pad-numbers.",
        "The candidate number “{value}” has 7 digits: its leading zero is lost. Mend the file, or use --pad-numbers."),
    "number-twice": Words(
        "Số báo danh “{value}” có ở nhiều dòng. Giữ lại một dòng cho mỗi thí sinh.",
        "The candidate number “{value}” is in several rows. Keep one row a candidate."),
    "council-unknown": Words(
        "Hai số đầu “{value}” không phải mã hội đồng thi của năm này. Kiểm tra số báo danh và --year; "
        "nếu số 0 ở đầu bị chuyển chỗ (30… thay cho 03…), nạp với --moved-zeros.",
        "“{value}” is no council of that year. Check the candidate number and --year; where the leading zero "
        "moved (30… in place of 03…), use --moved-zeros."),
    "council-differs": Words(
        "Mã hội đồng “{value}” khác hai số đầu của số báo danh. Sửa một trong hai.",
        "The council “{value}” differs from the candidate number's first two digits. Correct one of them."),
    "year-differs": Words(
        "Dòng này ghi năm “{value}”, khác --year. Kiểm tra tệp.",
        "This row says the year “{value}”, not that of --year. Check the file."),
    "two-languages": Words(
        "Thí sinh có điểm ở hơn một ngoại ngữ. Giữ lại một.",
        "The candidate has marks in more than one foreign language. Keep one."),
    "language-unknown": Words(
        "Không biết mã ngoại ngữ “{value}”. Dùng N1 đến N7.",
        "The foreign language “{value}” is not known. Use N1 to N7."),
    "mark-not-understood": Words("“{value}” không phải là điểm. " + _MARK_VI, "“{value}” is not a mark. " + _MARK_EN),
    "mark-too-many-decimals": Words(
        "Điểm “{value}” có hơn hai chữ số thập phân. " + _MARK_VI,
        "The mark “{value}” has more than two decimals. " + _MARK_EN),
    "mark-above-ten": Words("Điểm “{value}” lớn hơn 10. " + _MARK_VI, "The mark “{value}” is above 10. " + _MARK_EN),
    "mark-below-nought": Words("Điểm “{value}” nhỏ hơn 0. " + _MARK_VI, "The mark “{value}” is below 0. " + _MARK_EN),
    "total-differs": Words(
        "Tổng “{value}” không bằng tổng (trung bình) các môn. Điểm từng môn vẫn được giữ; kiểm tra tệp nguồn.",
        "The total “{value}” is not that of its subjects. The subjects' marks stand; check the source."),
}  # fmt: skip


def hidden(counts: Mapping[str, int], also: Iterable[str] = ()) -> frozenset[str]:
    """The cells of a table that are not shown: the small, those hidden already (``also``), and one more where a
    single one could be worked out from the whole."""
    unseen = {cell for cell, count in counts.items() if 0 < count < FEWEST_SHOWN}
    unseen |= {cell for cell in also if counts.get(cell)}
    rest = sorted((count, cell) for cell, count in counts.items() if count and cell not in unseen)
    if len(unseen) == 1 and rest:
        unseen.add(rest[0][1])
    return frozenset(unseen)
