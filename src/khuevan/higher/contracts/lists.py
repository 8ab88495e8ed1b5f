"""The code lists of this room: what is stored, in the words people read."""

from __future__ import annotations

from khuevan.intake.contracts import Code


def codes(lines: str) -> tuple[Code, ...]:
    """A list from lines of ``value|Vietnamese|English``."""
    return tuple(Code(*line.strip().split("|")) for line in lines.strip().splitlines())


LEVELS = codes("""
    college|Cao đẳng|College
    bachelor|Đại học|Bachelor
    master|Thạc sĩ|Master
    doctor|Tiến sĩ|Doctor""")
FORMS = codes("""
    full|Chính quy|Full-time
    part|Vừa làm vừa học|Part-time
    distance|Đào tạo từ xa|Distance""")
PROGRAMME_KINDS = codes("""
    standard|Đại trà|Standard
    advanced|Tiên tiến|Advanced
    talented|Tài năng|Talented
    applied|Định hướng ứng dụng|Applied
    research|Định hướng nghiên cứu|Research
    joint|Liên kết với nước ngoài|Joint, with a foreign partner""")
LANGUAGES = codes("""
    vi|Tiếng Việt|Vietnamese
    en|Tiếng Anh|English
    fr|Tiếng Pháp|French
    zh|Tiếng Trung|Chinese
    ja|Tiếng Nhật|Japanese
    ko|Tiếng Hàn|Korean
    ru|Tiếng Nga|Russian
    de|Tiếng Đức|German""")
PROGRAMME_STATES = codes("""
    active|Đang tuyển sinh và đào tạo|Teaching and taking in
    ending|Không tuyển mới|No new intake
    closed|Đã dừng|Closed""")
STUDY_STATES = codes("""
    studying|Đang học|Studying
    reserved|Bảo lưu|On leave, place kept
    stopped|Tạm dừng|Stopped
    left|Thôi học|Left
    moved|Chuyển đi|Transferred
    graduated|Tốt nghiệp|Graduated""")
ENTRIES = codes("""
    upper|Tốt nghiệp THPT|Upper-secondary graduate
    middle|Tốt nghiệp trung cấp|Intermediate graduate
    college|Tốt nghiệp cao đẳng|College graduate
    degree|Đã có bằng đại học|Degree holder
    admitted|Cử tuyển, xét tuyển khác|Nominated, other admission""")
DECISIONS = codes("""
    reserve|Bảo lưu kết quả|Place kept
    stop|Tạm dừng học|Stop
    resume|Học tiếp|Resume
    leave|Buộc thôi học, cho thôi học|Leave, forced or asked for
    transfer|Chuyển đến cơ sở khác|Transfer to another institution
    graduate|Công nhận tốt nghiệp|Graduation""")
CLASSIFICATIONS = codes("""
    excellent|Xuất sắc|Excellent
    very_good|Giỏi|Very good
    good|Khá|Good
    average|Trung bình|Average
    none|Không xếp hạng|Without class""")
DEGREE_STATES = codes("""
    valid|Có hiệu lực|Valid
    corrected|Đã chỉnh sửa nội dung|Corrected
    revoked|Bị thu hồi|Revoked
    cancelled|Bị hủy bỏ|Cancelled""")
ROLES = codes("""
    lecturer|Giảng viên|Lecturer
    manager|Quản lý|Manager
    other|Nhân viên|Other staff""")
CONTRACTS = codes("""
    permanent|Cơ hữu, không xác định thời hạn|Permanent
    fixed|Cơ hữu, xác định thời hạn|Fixed term
    visiting|Thỉnh giảng|Visiting""")
RANKS = codes("""
    professor|Giáo sư|Professor
    associate|Phó giáo sư|Associate professor""")
DEGREES = codes("""
    college|Cao đẳng|College
    bachelor|Đại học|Bachelor
    master|Thạc sĩ|Master
    doctor|Tiến sĩ|Doctor""")
DEPARTMENT_KINDS = codes("""
    member|Trường thành viên|Member school
    faculty|Khoa|Faculty
    division|Bộ môn|Division
    institute|Viện, trung tâm|Institute, centre
    office|Phòng, ban|Office
    branch|Phân hiệu|Branch campus""")
BODIES = codes("""
    council|Hội đồng trường|University council
    supervision|Ban kiểm soát|Supervisory board
    rectorate|Ban giám hiệu|Rectorate""")
POSTS = codes("""
    chair|Chủ tịch hội đồng trường|Chair of the council
    secretary|Thư ký hội đồng|Secretary of the council
    member|Thành viên|Member
    rector|Hiệu trưởng, giám đốc|Rector
    vice_rector|Phó hiệu trưởng|Vice-rector""")
ASSET_KINDS = codes("""
    land|Khuôn viên đất|Land
    building|Tòa nhà|Building
    hall|Hội trường, giảng đường|Hall
    classroom|Phòng học|Classroom
    laboratory|Phòng thí nghiệm|Laboratory
    workshop|Xưởng thực hành|Workshop
    library|Thư viện|Library
    dormitory|Ký túc xá|Dormitory
    office|Phòng làm việc|Office
    other|Khác|Other""")
FOUNDINGS = codes("""
    new|Thành lập mới|Newly founded
    upgraded|Nâng cấp|Upgraded
    affiliated|Tách hoặc trực thuộc|Affiliated""")
PROJECT_LEVELS = codes("""
    state|Cấp quốc gia|National
    ministry|Cấp bộ|Ministry
    province|Cấp tỉnh|Province
    institution|Cấp cơ sở|Institution
    contract|Hợp đồng với doanh nghiệp|Contract with business""")
PROJECT_RESULTS = codes("""
    running|Đang thực hiện|Running
    accepted|Đã nghiệm thu|Accepted
    failed|Không đạt|Not accepted""")
# The year's items as a tree: what comes after the last point is a part of what stands before it.
FINANCE_ITEMS = codes("""
    revenue|Tổng thu|Total revenue
    revenue.fees|Thu học phí, lệ phí|Tuition and fees
    revenue.budget|Ngân sách nhà nước cấp|State budget
    revenue.science|Thu khoa học và công nghệ|Science and technology
    revenue.other|Thu khác|Other revenue
    spending|Tổng chi|Total spending
    spending.staff|Chi cho con người|Staff
    spending.operations|Chi hoạt động|Operations
    spending.investment|Chi đầu tư|Investment
    spending.scholarships|Học bổng, hỗ trợ người học|Scholarships and support""")
FIGURE_ITEMS = codes("""
    learners|Quy mô người học tại 31/12, khi sổ chưa có năm ấy|Learners on 31/12, before the register
    documents|Văn bản nội bộ đã ban hành, trên 7|Internal documents in place, of 7
    kpi|Chỉ số hoạt động chính|Key performance indicators
    kpi.improved|Trong đó, cải thiện|Of them, improved
    courses|Học phần|Courses
    courses.online|Trong đó, sẵn sàng giảng dạy trực tuyến|Of them, ready to be taught online
    bandwidth|Tốc độ Internet (Mbps)|Internet speed (Mbps)
    library.titles|Đầu sách in|Printed titles
    library.digital|Đầu sách điện tử|Electronic titles
    library.copies|Bản sách|Copies
    survey.teaching.asked|Người học được hỏi về giảng dạy|Learners asked about teaching
    survey.teaching.answered|Trả lời hợp lệ|Valid answers
    survey.teaching.satisfied|Hài lòng (hai mức cao nhất)|Satisfied (two top levels)
    survey.graduates.asked|Người tốt nghiệp được hỏi|Graduates asked
    survey.graduates.answered|Người tốt nghiệp trả lời hợp lệ|Graduates' valid answers
    survey.graduates.satisfied|Người tốt nghiệp hài lòng|Graduates satisfied
    employment.graduates|Người tốt nghiệp 12 tháng trước|Graduates of 12 months ago
    employment.answered|Đã trả lời về việc làm|Answered about work
    employment.suitable|Có việc phù hợp, tự tạo việc, học tiếp|In suitable work, self-employed, studying
    publications.papers|Bài báo khoa học|Papers
    publications.indexed|Trong đó, trên WoS, Scopus|Of them, in WoS or Scopus
    publications.solutions|Giải pháp hữu ích|Utility solutions
    publications.books|Sách chuyên khảo|Books
    publications.awards|Tác phẩm, thành tích được giải|Awarded works
    publications.patents|Bằng độc quyền sáng chế|Patents""")
