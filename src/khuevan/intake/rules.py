"""What can be wrong with a file or a cell: stable codes with their words. The hundreds say where it is found.

``KV-I-00nn`` the file as such · ``01nn`` an Excel workbook · ``02nn`` its headings · ``03nn`` a cell or row ·
``04nn`` the register.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from khuevan.intake.contracts import Description, Fault
from khuevan_kernel.law import Refusal, msgid

FAULTS: Mapping[str, tuple[str, str]] = {
    "KV-I-0001": ("Tệp rỗng.", "The file is empty."),
    "KV-I-0002": ("Tệp quá lớn. Hãy chia nhỏ tệp.", "The file is too large. Split it."),
    "KV-I-0003": (
        "Loại tệp không được nhận. Hãy dùng tệp mẫu .xlsx, hoặc .csv, .parquet.",
        "This type of file is not taken. Use the .xlsx template, or .csv, .parquet.",
    ),
    "KV-I-0004": (
        "Không nhận ra bảng mã của tệp. Hãy lưu lại với mã UTF-8.",
        "The text encoding was not recognised. Save the file as UTF-8.",
    ),
    "KV-I-0005": (
        "Tệp có vẻ dùng phông cũ (TCVN3/VNI) nhưng không chắc chắn. Hãy chuyển sang Unicode rồi tải lại.",
        "The text looks like a legacy font encoding (TCVN3/VNI), but not surely. Convert it to Unicode.",
    ),
    "KV-I-0006": (
        "Tệp hỏng: có ký tự rỗng (NUL) hoặc ký tự điều khiển.",
        "The file is damaged: it holds NUL or control characters.",
    ),
    "KV-I-0007": (
        "Có dấu ngoặc kép không đóng, hoặc một dòng dài quá mức. Hãy lưu lại tệp từ bảng tính.",
        "A quotation mark is not closed, or a line is too long. Save the file anew from a spreadsheet.",
    ),
    "KV-I-0008": ("Tệp nén mở ra quá lớn.", "The compressed file unpacks to too much."),
    "KV-I-0009": ("Tệp hỏng hoặc tải lên chưa hết.", "The file is damaged or was not uploaded whole."),
    "KV-I-0101": ("Tệp Excel hỏng. Hãy mở và lưu lại.", "The workbook is damaged. Open it and save it anew."),
    "KV-I-0102": (
        "Tệp Excel mở ra quá lớn hoặc nén bất thường.",
        "The workbook unpacks to too much, or is packed in an unusual way.",
    ),
    "KV-I-0103": (
        "Tệp Excel đời cũ (.xls) không được nhận. Hãy lưu thành .xlsx.",
        "Old Excel files (.xls) are not taken. Save it as .xlsx.",
    ),
    "KV-I-0104": (
        "Tệp Excel có macro, liên kết ngoài hoặc thành phần nhúng. Hãy sao chép dữ liệu vào tệp mẫu.",
        "The workbook has macros, external links or embedded parts. Copy the data into the template.",
    ),
    "KV-I-0105": (
        "Ô chứa công thức. Hãy dán giá trị thay cho công thức.",
        "The cell holds a formula. Paste its value in its place.",
    ),
    "KV-I-0106": (
        "Trang tính quá lớn hoặc có ô ở rất xa dữ liệu. Hãy xóa các dòng, cột thừa.",
        "The sheet is too large or has cells far from the data. Delete the surplus rows and columns.",
    ),
    "KV-I-0107": (
        "Tệp Excel có khai báo XML không được phép.",
        "The workbook holds an XML declaration that is not allowed.",
    ),
    "KV-I-0108": (
        "Tệp Excel được bảo vệ bằng mật khẩu. Hãy bỏ mật khẩu.",
        "The workbook is protected by a password. Remove it.",
    ),
    "KV-I-0201": (
        "Không tìm thấy dòng tiêu đề. Hãy dùng tệp mẫu.",
        "The row of headings was not found. Use the template.",
    ),
    "KV-I-0202": ("Thiếu cột bắt buộc.", "A required column is missing."),
    "KV-I-0203": ("Một cột có mặt hai lần.", "A column is there twice."),
    "KV-I-0204": (
        "Tệp mẫu không phải của loại dữ liệu này hoặc đã cũ. Hãy tải tệp mẫu mới.",
        "The template is of another kind or version. Download the present one.",
    ),
    "KV-I-0205": ("Có cột không rõ là gì.", "There is a column that means nothing here."),
    "KV-I-0206": ("Tệp có quá nhiều cột.", "The file has too many columns."),
    "KV-I-0301": ("Ô bắt buộc đang trống.", "A required cell is empty."),
    "KV-I-0302": ("Không phải số nguyên.", "Not a whole number."),
    "KV-I-0303": (
        "Không phải số, hoặc có quá nhiều chữ số thập phân.",
        "Not a number, or too many decimal places.",
    ),
    "KV-I-0304": ("Không phải ngày dd/mm/yyyy.", "Not a date, dd/mm/yyyy or yyyy-mm-dd."),
    "KV-I-0305": ("Không có trong danh mục.", "Not in the code list."),
    "KV-I-0306": ("Phải là Có hoặc Không.", "Has to be yes or no."),
    "KV-I-0307": ("Quá dài.", "Too long."),
    "KV-I-0308": ("Không đúng mẫu.", "Does not follow the pattern."),
    "KV-I-0309": ("Nhỏ hơn mức cho phép.", "Less than what is allowed."),
    "KV-I-0310": ("Lớn hơn mức cho phép.", "More than what is allowed."),
    "KV-I-0311": ("Trùng khóa với một dòng phía trên.", "Has the same key as a row above."),
    "KV-I-0312": ("Dòng có nhiều ô hơn dòng tiêu đề.", "The row has more cells than the headings."),
    "KV-I-0401": (
        "Sổ đăng ký không nhận các dòng này; không có gì được ghi. Hãy báo quản trị hệ thống.",
        "The register did not take these rows; nothing was written. Tell the system's administrator.",
    ),
    "KV-I-0313": ("Có ký tự không được phép.", "Holds a character that is not allowed."),
}


class FileRefused(Refusal):
    """The file as a whole cannot be taken; ``faults`` say why."""

    code = "intake.file_refused"
    says = msgid("Không nhận được tệp này (%(faults)s).")
    remedy = msgid("Tải tệp mẫu mới nhất, chép dữ liệu sang rồi gửi lại.")

    def __init__(self, *faults: Fault) -> None:
        super().__init__(faults=[fault.code for fault in faults])
        self.faults = faults


class UnknownImportable(Refusal):
    """Nothing of this name can be imported."""

    code = "intake.unknown_importable"
    says = msgid("Không có loại dữ liệu nào tên là “%(name)s” để nhập.")
    remedy = msgid("Xem những gì nhập được ở trang Nhập dữ liệu từ tệp, hoặc bằng lệnh khuevan intake list.")


def refuse(code: str, *, row: int = 0, column: str = "", value: str = "") -> FileRefused:
    """The refusal of a file for one reason."""
    return FileRefused(Fault(code, row, column, value))


_also_says: list[Callable[[str], tuple[str, str] | None]] = []


def also_says(words: Callable[[str], tuple[str, str] | None]) -> None:
    """Have codes that other rooms' checks give told in their words: Vietnamese and English, or ``None``."""
    _also_says.append(words)


def words(code: str, description: Description | None = None) -> tuple[str, str]:
    """What a code says, in Vietnamese and in English. Rules of the description have their own codes."""
    if code in FAULTS:
        return FAULTS[code]
    rules = description.rules if description else ()
    told = next(((rule.vi, rule.en) for rule in rules if rule.code == code), None)
    return told or next((said for one in _also_says if (said := one(code))), (code, code))
