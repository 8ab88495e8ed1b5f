"""Rules: all of them, one with its versions, the language, and the ministry's desk where they are written."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from khuevan.access.public import OutOfReach, Permission, Request, needs
from khuevan.org.public import find, unit_in_reach, units
from khuevan.quality import services
from khuevan.quality.contracts import RuleFacts, Severity
from khuevan.quality.rules import DATASETS, FUNCTIONS, ConditionWrong, RuleUnclear
from khuevan.quality.selectors import issues, rulebook
from khuevan.quality.web.showing import SEVERITIES, dataset_title, english, said


class RuleForm(forms.Form):
    """A rule as the ministry writes it."""

    code = forms.CharField(
        label=_("Mã"), max_length=12, help_text=_("KV-Q-9001 trở đi; hoặc mã đã có, để viết phiên bản mới.")
    )
    dataset = forms.ChoiceField(label=_("Loại dữ liệu"), choices=[])
    severity = forms.ChoiceField(label=_("Mức độ"), choices=[])
    wrong = forms.CharField(
        label=_("Một dòng là sai khi"), max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "class": "code"}),
        help_text=_("Ví dụ: grade >= 10 and age < 14. Cột và hàm ở trang “Cách viết điều kiện”."),
    )  # fmt: skip
    marks = forms.CharField(label=_("Cột được đánh dấu"), max_length=40)
    shows = forms.CharField(
        label=_("Các cột hiện trong vấn đề"), max_length=200, required=False,
        help_text=_("Cách nhau bằng dấu phẩy; không được là thông tin cá nhân."),
    )  # fmt: skip
    vi = forms.CharField(label=_("Câu báo lỗi, tiếng Việt"), max_length=300)
    en = forms.CharField(label=_("Câu báo lỗi, tiếng Anh"), max_length=300)
    remedy_vi = forms.CharField(label=_("Cách sửa, tiếng Việt"), max_length=300)
    remedy_en = forms.CharField(label=_("Cách sửa, tiếng Anh"), max_length=300)
    provision = forms.CharField(label=_("Căn cứ"), max_length=300)
    unit = forms.CharField(
        label=_("Thử trên đơn vị, địa bàn"), max_length=100, required=False,
        help_text=_("Mã hoặc tên một trường, xã, tỉnh."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dataset"].choices = [(name, dataset_title(name)) for name in DATASETS]  # type: ignore[attr-defined]
        self.fields["severity"].choices = [(one, SEVERITIES[one][0]) for one in Severity]  # type: ignore[attr-defined]

    def rule(self) -> RuleFacts:
        """What was written."""
        told = {name: text for name, text in self.cleaned_data.items() if name not in {"unit", "shows"}}
        shows = tuple(one.strip() for one in self.cleaned_data["shows"].split(",") if one.strip())
        told["severity"] = Severity(told["severity"])
        return RuleFacts(since=date.max, until=None, shows=shows, official=False, **told)


class ForceForm(forms.Form):
    """From which day a rule holds, or holds no longer."""

    day = forms.DateField(
        label=_("Từ ngày"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


@needs(Permission.QUALITY_VIEW)
@require_safe
def rules(request: Request) -> HttpResponse:
    """The rules in force today, by dataset; and what the ministry is writing."""
    today = timezone.localdate(request.received_at)
    ministry = request.actor.may(Permission.QUALITY_RULE)
    context = {
        "groups": [
            (dataset_title(name), [said(one) for one in rulebook.rules_on(today) if one.dataset == name])
            for name in DATASETS
        ],
        "drafts": [said(one.rule) | {"draft": one} for one in rulebook.drafts()] if ministry else [],
        "coming": [said(one) for one in rulebook.every_version() if one.since > today],
        "ministry": ministry,
    }
    return render(request, "quality/rules.html", context)


@needs(Permission.QUALITY_VIEW)
@require_safe
def rule(request: Request, code: str) -> HttpResponse:
    """Every version of a rule, the newest first."""
    versions = issues.words_of_rules().get(code, [])[::-1]
    if not versions:
        raise OutOfReach("rule")
    context = {
        "code": code, "versions": [said(one) for one in versions], "newest": said(versions[0]),
        "ministry": request.actor.may(Permission.QUALITY_RULE) and versions[0].dataset in DATASETS,
    }  # fmt: skip
    return render(request, "quality/rule.html", context)


@needs(Permission.QUALITY_VIEW)
@require_safe
def language(request: Request) -> HttpResponse:
    """How conditions are written: datasets with their columns, signs and functions."""
    datasets = [
        {"name": one.name, "title": dataset_title(one.name),
         "fields": [(f, f.en if english() else f.vi) for f in one.fields]}
        for one in DATASETS.values()
    ]  # fmt: skip
    functions = [(name, one, one.en if english() else one.vi) for name, one in FUNCTIONS.items()]
    return render(request, "quality/language.html", {"datasets": datasets, "functions": functions})


@needs(Permission.QUALITY_RULE, of_the_country=True)
@require_http_methods(["GET", "POST"])
def write(request: Request) -> HttpResponse:
    """Write a rule, try it on a branch, keep it as a draft. ``from`` takes another version to begin with."""
    begun = issues.words_of_rules().get(request.GET.get("from", ""), [])
    return _desk(request, _initial(begun[-1]) if begun else {}, "")


@needs(Permission.QUALITY_RULE, of_the_country=True)
@require_http_methods(["GET", "POST"])
def draft(request: Request, reference: str) -> HttpResponse:
    """A draft at the desk; once in force, only its end can be said."""
    found = rulebook.draft(reference)
    if request.POST.get("do") in {"force", "end"}:
        form = ForceForm(request.POST)
        if form.is_valid():
            at, day = request.received_at, form.cleaned_data["day"]
            today = timezone.localdate(at)
            if request.POST["do"] == "force":
                services.put_in_force(actor=request.actor, at=at, today=today, reference=reference, since=day)
            else:
                services.end_rule(actor=request.actor, at=at, today=today, reference=reference, until=day)
            return HttpResponseRedirect(reverse("quality-rule", args=[found.rule.code]))
    if found.in_force:
        return render(request, "quality/draft.html", {"told": said(found.rule), "draft": found,
                                                      "force": ForceForm()})  # fmt: skip
    return _desk(request, _initial(found.rule), reference)


def _initial(rule: RuleFacts) -> dict[str, Any]:
    told = {name: getattr(rule, name) for name in RuleForm.base_fields if hasattr(rule, name)}
    return told | {"shows": ", ".join(rule.shows)}


def _desk(request: Request, initial: dict[str, Any], reference: str) -> HttpResponse:
    form = RuleForm(request.POST or None, initial=initial)
    context: dict[str, Any] = {"form": form, "reference": reference, "force": ForceForm()}
    status = 200
    if form.is_bound:
        status = 422
        try:
            if form.is_valid():
                if request.POST.get("do") == "try":
                    context |= _tried(request, form)
                    status = 200 if "trial" in context else 422
                else:
                    kept = services.write_rule(
                        actor=request.actor, at=request.received_at, rule=form.rule(), reference=reference
                    )
                    messages.success(request, _("Đã lưu bản thảo."))
                    return HttpResponseRedirect(reverse("quality-draft", args=[kept.ref]))
        except (ConditionWrong, RuleUnclear) as refusal:
            place = "wrong" if isinstance(refusal, ConditionWrong) else None
            form.add_error(place, " ".join(refusal.told(gettext, localize)))
    return render(request, "quality/desk.html", context, status=status)


def _tried(request: Request, form: RuleForm) -> dict[str, Any]:
    typed = form.cleaned_data["unit"]
    found = find(typed)[:1] if typed else []
    if not found:
        form.add_error("unit", gettext("Không tìm thấy đơn vị nào theo mã hoặc tên này."))
        return {}
    unit = unit_in_reach(request.actor, found[0].id, Permission.QUALITY_RULE)
    today = timezone.localdate(request.received_at)
    trial, taken, pieces = services.preview_rule(
        actor=request.actor, rule=form.rule(), unit=unit.id, day=today
    )
    places = {one.id: one for one in units([one.unit for one in trial.examples])}
    return {"trial": trial, "taken": taken, "pieces": pieces, "tried": unit,
            "examples": [(places[one.unit], one.facts) for one in trial.examples]}  # fmt: skip
