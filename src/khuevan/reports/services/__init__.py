"""Every write of this room: load, decide, write, record, return."""

from khuevan.reports.services.changes import notice_changes
from khuevan.reports.services.signing import return_report, set_deadline, sign_report

__all__ = ["notice_changes", "return_report", "set_deadline", "sign_report"]
