"""The forms of access."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from khuevan.access.contracts import ROLES, Role


class SignInForm(LoginForm):  # type: ignore[misc]
    """The library's form in our words; its fields say by themselves what they are."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Tên đăng nhập")
        self.fields["password"].label = _("Mật khẩu")
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class GiveForm(forms.Form):
    """A role for somebody. Who may give it is for the service to decide; the list only spares a try."""

    account = forms.CharField(label=_("Tên đăng nhập của người nhận"), max_length=150)
    role = forms.ChoiceField(label=_("Vai trò"))
    branch = forms.CharField(
        label=_("Nơi làm việc"), max_length=200, help_text=_("Mã đơn vị, hoặc đường dẫn trong cây đơn vị.")
    )
    until = forms.DateField(
        label=_("Hết hiệu lực ngày"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Quyền tự hết vào đầu ngày này."),
    )
    purpose = forms.CharField(label=_("Mục đích (nếu có)"), max_length=200, required=False)

    def __init__(self, *args: Any, roles: list[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "vi"
        choices = [(role.value, ROLES[role].title(language)) for role in roles]
        self.fields["role"].choices = choices  # type: ignore[attr-defined]
