"""The 20 criteria and their parts in the words people read, and how each value is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Words(NamedTuple):
    """What a criterion or part is called, and its measure: ``share``, ``number``, ``area``, ``months``."""

    vi: str
    en: str
    measure: str = "number"


def _read(lines: str) -> dict[str, Words]:
    parts = [line.strip().split("|") for line in lines.strip().splitlines()]
    return {code: Words(*words) for code, *words in parts}


STANDARDS: Mapping[str, Words] = _read("""
    1|Tổ chức và quản trị|Organisation and governance
    2|Giảng viên|Lecturers
    3|Điều kiện dạy học|Conditions for teaching
    4|Tài chính|Finance
    5|Tuyển sinh và đào tạo|Admission and training
    6|Nghiên cứu và đổi mới|Research and innovation""")
CRITERIA: Mapping[str, Words] = _read("""
    1.1|Lãnh đạo chủ chốt: thời gian khuyết|Leadership: time vacant
    1.2|Văn bản nội bộ|Internal documents
    1.3|Chỉ số hoạt động chính được cải thiện|Key performance indicators improved
    1.4|Dữ liệu đủ để tính trong HEMIS|Data that suffice in HEMIS
    2.1|Tỷ lệ người học trên giảng viên|Learners for each lecturer
    2.2|Giảng viên cơ hữu trong độ tuổi lao động|Permanent lecturers of working age
    2.3|Giảng viên có trình độ tiến sĩ|Lecturers with a doctorate
    3.1|Diện tích đất|Land
    3.2|Diện tích sàn và chỗ làm việc|Floor area and workplaces
    3.3|Thư viện|Library
    3.4|Dạy học trực tuyến|Online teaching
    4.1|Biên độ hoạt động|Operating margin
    4.2|Chỉ số tăng trưởng bền vững|Sustainable growth
    5.1|Tuyển sinh và quy mô|Intake and size
    5.2|Thôi học|Leaving
    5.3|Tốt nghiệp|Graduation
    5.4|Hài lòng của người học|Learners' satisfaction
    5.5|Việc làm sau tốt nghiệp|Work after graduation
    6.1|Thu khoa học và công nghệ|Science revenue
    6.2|Công bố khoa học|Publications""")
PARTS: Mapping[str, Words] = _read("""
    1.1|Số tháng khuyết cả chủ tịch hội đồng và hiệu trưởng|Months without both chair and rector|months
    1.2|Văn bản đã ban hành trên 7|Documents in place of 7|share
    1.3|Chỉ số được cải thiện|Indicators improved|share
    1.4|Chỉ số tính được từ dữ liệu|Indicators computable|share
    2.1|Người học quy đổi trên một giảng viên toàn thời gian|Weighted learners for each full-time lecturer
    2.2|Cơ hữu trong độ tuổi trên toàn thời gian|Permanent of working age of the full-time|share
    2.3|Tiến sĩ trên toàn thời gian|Doctors of the full-time|share
    3.1|Đất trên một người học chính quy quy đổi|Land for each weighted full-time learner|area
    3.2.1|Sàn trên một người học chính quy quy đổi|Floor for each weighted full-time learner|area
    3.2.2|Giảng viên có chỗ làm việc riêng|Lecturers with their own workplace|share
    3.3.1|Đầu sách trên một ngành|Titles for each field
    3.3.2|Bản sách trên một người học|Copies for each learner
    3.4.1|Học phần sẵn sàng trực tuyến|Courses ready for online|share
    3.4.2|Mbps trên 1.000 người học|Mbps for each 1,000 learners
    4.1|Chênh lệch thu chi trên tổng thu, trung bình 3 năm|Surplus of revenue, mean of 3 years|share
    4.2|Tăng trưởng trung bình, gồm thu ngoài học phí|Mean growth, of revenue beside fees too|share
    5.1.1|Nhập học trên chỉ tiêu, trung bình 3 năm|Enrolled of the quota, mean of 3 years|share
    5.1.2|Quy mô so với 3 năm trước|Size against 3 years ago|share
    5.2.1|Thôi học trong năm|Left within the year|share
    5.2.2|Thôi học trong năm đầu|Left within the first year|share
    5.3.1|Tốt nghiệp trong 1,5 lần thời gian chuẩn|Graduated within 1.5 times the standard time|share
    5.3.2|Tốt nghiệp đúng hạn|Graduated on time|share
    5.4.1|Người học hài lòng về giảng dạy|Learners satisfied with teaching|share
    5.4.2|Người học trả lời hợp lệ|Learners' valid answers|share
    5.4.3|Người tốt nghiệp hài lòng|Graduates satisfied|share
    5.4.4|Người tốt nghiệp trả lời hợp lệ|Graduates' valid answers|share
    5.5|Việc làm phù hợp, tự tạo việc, học tiếp sau 12 tháng|Suitable work or study after 12 months|share
    6.1|Thu khoa học trên tổng thu, có trọng số lĩnh vực|Science of all revenue, weighted by field|share
    6.2.1|Công bố quy đổi trên một giảng viên|Weighted publications for each lecturer
    6.2.2|Bài WoS, Scopus trên một giảng viên, có trọng số|WoS, Scopus papers for each lecturer, weighted""")
# Facts by their names; what ends in a number of years before is told without it.
FACTS: Mapping[str, Words] = _read("""
    vacant_months|Số tháng khuyết cả hai chức vụ|Months with both posts vacant
    documents|Văn bản nội bộ|Internal documents
    kpi|Chỉ số hoạt động chính|Key performance indicators
    kpi.improved|Chỉ số được cải thiện|Indicators improved
    learners|Người học|Learners
    lecturers.full_time|Giảng viên toàn thời gian|Full-time lecturers
    lecturers.permanent|Cơ hữu không thời hạn, trong độ tuổi|Permanent, of working age
    lecturers.doctor|Có trình độ tiến sĩ|With a doctorate
    lecturers.workplace|Có chỗ làm việc từ 6 m²|With a workplace of 6 m² or more
    land.urban|Đất ở quận đô thị (m²)|Land in urban districts (m²)
    land.other|Đất nơi khác (m²)|Land elsewhere (m²)
    floor|Diện tích sàn (m²)|Floor area (m²)
    fields|Ngành đào tạo|Fields of study
    titles|Đầu sách|Titles
    copies|Bản sách|Copies
    courses|Học phần|Courses
    courses.online|Học phần trực tuyến|Online courses
    bandwidth|Tốc độ Internet (Mbps)|Internet speed (Mbps)
    revenue|Tổng thu|Revenue
    spending|Tổng chi|Spending
    fees|Thu học phí|Fees
    science.revenue|Thu khoa học và công nghệ|Science revenue
    enrolled|Nhập học|Enrolled
    quota|Chỉ tiêu|Quota
    size|Quy mô|Size
    present|Có mặt 31/12 năm trước|Present on 31/12 a year before
    present.graduated|Trong đó, đã tốt nghiệp|Of them, graduated
    present.still|Trong đó, còn học|Of them, still learning
    newcomers|Nhập học năm trước, có mặt 31/12|Began the year before, present on 31/12
    newcomers.graduated|Trong đó, đã tốt nghiệp|Of them, graduated
    newcomers.still|Trong đó, còn học|Of them, still learning
    cohort.long|Khóa hết 1,5 lần thời gian chuẩn trong năm|Cohort past 1.5 times the standard time
    cohort.long.graduated|Trong đó, đã tốt nghiệp|Of them, graduated
    cohort.short|Khóa hết thời gian chuẩn trong năm|Cohort past the standard time
    cohort.short.graduated|Trong đó, đã tốt nghiệp|Of them, graduated
    survey.teaching.asked|Người học được hỏi|Learners asked
    survey.teaching.answered|Trả lời hợp lệ|Valid answers
    survey.teaching.satisfied|Hài lòng|Satisfied
    survey.graduates.asked|Người tốt nghiệp được hỏi|Graduates asked
    survey.graduates.answered|Trả lời hợp lệ|Valid answers
    survey.graduates.satisfied|Hài lòng|Satisfied
    employment.graduates|Tốt nghiệp 12 tháng trước|Graduates of 12 months ago
    employment.answered|Đã trả lời|Answered
    employment.suitable|Có việc phù hợp|In suitable work
    publications.papers|Bài báo|Papers
    publications.indexed|Bài trên WoS, Scopus|Papers in WoS, Scopus
    publications.solutions|Giải pháp hữu ích|Utility solutions
    publications.books|Sách|Books
    publications.awards|Tác phẩm được giải|Awarded works
    publications.patents|Sáng chế|Patents""")
# Which register a fact is counted from, by the beginning of its name.
SOURCES: Mapping[str, str] = {
    "vacant_months": "governance", "learners": "students", "lecturers": "staff", "land": "assets",
    "floor": "assets", "fields": "fields", "revenue": "finance", "spending": "finance", "fees": "finance",
    "science": "finance", "enrolled": "intakes", "quota": "intakes", "present": "students",
    "newcomers": "students", "cohort": "students",
}  # fmt: skip
EXEMPT: Mapping[str, Words] = _read("""
    without_intake|Cơ sở mới, chưa tuyển sinh|New, without intake
    without_graduates|Chưa có người tốt nghiệp|Without graduates yet
    defence|Cơ sở quốc phòng, an ninh|Of defence or security
    young|Hoạt động dưới 10 năm|Younger than 10 years
    branch|Phân hiệu: chỉ xét tiêu chuẩn 3 và 5|Branch campus: standards 3 and 5 only
    no_doctors|Không đào tạo tiến sĩ hoặc là trường đặc thù|No doctoral training, or specialised
    not_yet|Áp dụng từ năm 2030|From 2030 on""")
