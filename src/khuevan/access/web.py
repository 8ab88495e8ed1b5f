"""The pages of access: one's own roles, the roles one may give, and the demo's ready-made persons."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, include, path
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from khuevan.access import rules, selectors, services
from khuevan.access.contracts import ROLES, GrantFacts, Permission, Role
from khuevan.access.forms import GiveForm
from khuevan.access.linking import branch_names, branch_path
from khuevan.access.marks import OFFICE_KEY, Request, needs, offices_of, open_to_all, signed_in
from khuevan.access.scoping import OutOfReach

SIGN_IN_BACKEND = settings.AUTHENTICATION_BACKENDS[0]


@signed_in
@require_safe
def my_access(request: Request) -> HttpResponse:
    """What one has been given, by whom and until when; and the choice of office where there are several."""
    grants = selectors.own_grants(request.actor, request.received_at)
    offices = offices_of(request)
    names = branch_names([one.path for one in grants] + [one.path for one in offices])
    context = {
        "grants": [_row(one, names) for one in grants],
        "offices": [
            {
                "key": one.key,
                "place": names.get(one.path, one.path),
                "purpose": one.purpose,
                "roles": ", ".join(_title(role) for role in one.roles),
                "chosen": (one.path, one.purpose) == (request.actor.office, request.actor.purpose),
            }
            for one in offices
        ],
        "second_factor_missing": request.second_factor_missing,
    }
    return render(request, "access/me.html", context)


@signed_in
@require_POST
def choose_office(request: Request) -> HttpResponse:
    """Act for another of one's offices from the next request on."""
    if request.POST.get("office") not in {one.key for one in offices_of(request)}:
        raise OutOfReach("office")
    request.session[OFFICE_KEY] = request.POST["office"]
    return redirect("my-access")


@needs(Permission.ACCESS_GRANT)
@require_http_methods(["GET", "HEAD", "POST"])
def grants(request: Request) -> HttpResponse:
    """The roles that people hold in one's reach, and the form to give one.

    What is searched for is sent as a form: a name never stands in an address.
    """
    return _grants(request, _give_form(request, None), words=request.POST.get("q", "").strip())


@needs(Permission.ACCESS_GRANT)
@require_POST
def give(request: Request) -> HttpResponse:
    """Give a role."""
    form = _give_form(request, request.POST)
    if not form.is_valid():
        return _grants(request, form, 422)
    said = form.cleaned_data
    try:
        services.give_grant(
            account=selectors.account_named(said["account"]).id,
            role=Role(said["role"]),
            path=branch_path(said["branch"]),
            since=request.received_at,
            until=datetime.combine(said["until"], time(), timezone.get_current_timezone()),
            purpose=said["purpose"],
            actor=request.actor,
            at=request.received_at,
        )
    except OutOfReach:
        form.add_error("account", _("Không có tài khoản này, hoặc tài khoản đã bị khóa."))
    except (rules.GrantToOneself, rules.GrantNotYours, rules.GrantPeriodWrong, rules.NoSuchBranch) as no:
        form.add_error(None, " ".join(no.told(_, localize)))
    if form.errors:
        return _grants(request, form, 422)
    messages.success(request, _("Đã cấp vai trò."))
    return redirect("access-grants")


@needs(Permission.ACCESS_GRANT)
@require_POST
def end(request: Request, reference: str) -> HttpResponse:
    """Take a role away, from this moment on."""
    number = selectors.grant_references().number(reference)
    services.end_grant(grant=number, actor=request.actor, at=request.received_at)
    messages.success(request, _("Đã thu hồi vai trò."))
    return redirect("access-grants")


def _give_form(request: Request, said: QueryDict | None) -> GiveForm:
    roles = [role for role in Role if rules.may_give(request.actor, role, request.actor.office or "/")]
    return GiveForm(said, roles=roles, initial={"branch": request.actor.office})


def _grants(request: Request, form: GiveForm, status: int = 200, words: str = "") -> HttpResponse:
    found = selectors.grants_in_reach(request.actor, request.received_at, words=words)
    names = branch_names(one.path for one in found)
    context = {"rows": [_row(one, names) for one in found], "form": form, "q": words}
    return render(request, "access/grants.html", context, status=status)


def _row(grant: GrantFacts, names: Mapping[str, str]) -> dict[str, object]:
    return {"grant": grant, "role": _title(grant.role), "place": names.get(grant.path, grant.path)}


def _title(role: Role) -> str:
    return ROLES[role].title(get_language() or "vi")


@open_to_all
@require_safe
def demo(request: Request) -> HttpResponse:
    """The ready-made persons of a demo: one click, and one is who one wants to see the site as."""
    persons = [
        {"account": account, "role": ", ".join(_title(role) for role in roles)}
        for account, roles in selectors.demo_persons(request.received_at)
    ]
    return render(request, "access/demo.html", {"persons": persons})


@open_to_all
@require_POST
def demo_sign_in(request: Request) -> HttpResponse:
    """Sign in as a ready-made person; what was signed in before is signed out."""
    account = selectors.demo_account(request.POST.get("account", ""))
    request.session.flush()
    login(request, account, backend=SIGN_IN_BACKEND)
    return redirect(settings.LOGIN_REDIRECT_URL)


urlpatterns: list[URLPattern | URLResolver] = [
    path("me/access", my_access, name="my-access"),
    path("me/access/office", choose_office, name="choose-office"),
    path("access/grants", grants, name="access-grants"),
    path("access/grants/give", give, name="access-give"),
    path("access/grants/<str:reference>/end", end, name="access-end"),
    path("accounts/", include("allauth.urls")),
]
demo_urlpatterns = [
    path("demo", demo, name="demo"),
    path("demo/sign-in", demo_sign_in, name="demo-sign-in"),
]
if settings.DEMO:
    urlpatterns += demo_urlpatterns
