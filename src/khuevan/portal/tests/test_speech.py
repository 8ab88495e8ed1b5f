import pytest
from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, QueryDict
from django.template import RequestContext, Template


def rendered(source, query="", **context):
    request = HttpRequest()
    request.GET = QueryDict(query)
    return Template(source).render(RequestContext(request, context))


class Asking(forms.Form):
    name = forms.CharField(label="Họ và tên", help_text="Như trong giấy khai sinh")
    agrees = forms.BooleanField(label="Đồng ý")


def test_a_field_shows_what_is_wrong_beside_its_cause_and_tells_it_to_screen_readers():
    shown = rendered("{% field form.name %}", form=Asking({"name": ""}))

    assert 'class="field wrong"' in shown
    assert '<p class="why" id="id_name_error">' in shown
    assert 'aria-describedby="id_name_helptext id_name_error"' in shown
    assert 'aria-invalid="true"' in shown


def test_the_list_of_what_is_wrong_leads_to_each_place():
    shown = rendered("{% wrong form %}", form=Asking({}))

    assert 'href="#id_name"' in shown
    assert 'href="#id_agrees"' in shown


def test_a_form_that_is_right_lists_nothing_wrong():
    assert rendered("{% wrong form %}", form=Asking({"name": "Vàng A Dế", "agrees": "on"})).strip() == ""


def test_a_notice_escapes_its_title_and_keeps_its_body():
    shown = rendered('{% notice "warn" title %}<p>{{ said }}</p>{% endnotice %}', title="<a>", said="<b>")

    assert shown == '<div class="notice warn"><h2>&lt;a&gt;</h2><p>&lt;b&gt;</p></div>'


def test_the_pager_keeps_the_filters_of_the_address():
    page = Paginator(range(30), 10).page(2)
    shown = rendered("{% pager page %}", "q=Nậm+Mười&page=2", page=page)

    assert 'href="?q=N%E1%BA%ADm+M%C6%B0%E1%BB%9Di"' in shown.replace("&amp;page=1", "")
    assert "&amp;page=3" in shown
    assert "Trang 2 trên 3" in shown


def test_a_list_paged_by_key_leads_on_and_back_to_its_beginning():
    shown = rendered("{% pager after='k7' first=False %}", "q=a&after=k3")

    assert 'href="?q=a&amp;after=k7"' in shown
    assert 'href="?q=a"' in shown


@pytest.mark.parametrize("source", ["{% pager %}", "{% pager page %}"])
def test_a_list_of_one_page_needs_no_links(source):
    assert "href" not in rendered(source, page=Paginator(range(3), 10).page(1))


def test_an_empty_list_says_what_to_do():
    shown = rendered('{% empty "Chưa có tệp" "Tải tệp đầu tiên lên." "/intake" "Tải lên" %}')

    assert '<a class="btn plain" href="/intake">Tải lên</a>' in shown


def test_each_form_has_a_key_of_its_own():
    assert rendered("{% once %}") != rendered("{% once %}")
