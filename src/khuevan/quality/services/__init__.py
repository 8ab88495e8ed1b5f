"""Every write of this room: load, decide, write, record, return."""

from khuevan.quality.services.asking import ask, preview_ask, settle_ask
from khuevan.quality.services.handling import assign_issues, explain_issues, reopen_issues, waive_issues
from khuevan.quality.services.ruling import end_rule, preview_rule, put_in_force, write_rule
from khuevan.quality.services.running import ask_run, check_person, go_on

__all__ = [
    "ask", "ask_run", "assign_issues", "check_person", "end_rule", "explain_issues", "go_on",
    "preview_ask", "preview_rule",
    "put_in_force", "reopen_issues", "settle_ask", "waive_issues", "write_rule",
]  # fmt: skip
