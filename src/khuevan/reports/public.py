"""What other rooms may use of reports: what an office has to sign, and what has happened to reports."""

from khuevan.reports.contracts import ReportReturned, ReportSigned
from khuevan.reports.selectors import due

__all__ = ["ReportReturned", "ReportSigned", "due"]
