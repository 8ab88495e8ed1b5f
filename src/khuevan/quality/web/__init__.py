"""The pages of quality."""

from __future__ import annotations

from django.urls import URLPattern, path

from khuevan.quality.web import asked, issues, rules, scores

urlpatterns: list[URLPattern] = [
    path("quality", scores.home, name="quality"),
    path("quality/runs", scores.ask, name="quality-runs"),
    path("quality/runs/<str:reference>", scores.run, name="quality-run"),
    path("quality/issues", issues.issues, name="quality-issues"),
    path("quality/issues/handle", issues.handle, name="quality-handle"),
    path("quality/issues/<str:reference>", issues.issue, name="quality-issue"),
    path("quality/persons/<str:reference>", issues.person, name="quality-person"),
    path("quality/rules", rules.rules, name="quality-rules"),
    path("quality/rules/write", rules.write, name="quality-rule-write"),
    path("quality/rules/drafts/<str:reference>", rules.draft, name="quality-draft"),
    path("quality/rules/<str:code>", rules.rule, name="quality-rule"),
    path("quality/asked", asked.asked, name="quality-asked"),
    path("quality/asked/new", asked.new, name="quality-ask-new"),
    path("quality/asked/<str:reference>", asked.ask, name="quality-ask"),
    path("quality/language", rules.language, name="quality-language"),
]
