"""The words in the form again, and a notice above it that says that they are not saved."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.forms import BaseForm, BaseFormSet
from django.forms.utils import pretty_name
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict

from apps.core.not_saved import kept
from apps.core.not_saved.shown import Shown, as_sent
from apps.core.text import row_id

# What a form sends beside what the person typed: the version of its row or what its fields showed, how many rows it
# has, Django's own.
_NOT_TYPED = re.compile(r"version|initial-.*|.*-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS|_[a-z_]+")
_MAIN = re.compile(r"<main\b[^>]*>")


def posts_for(request: HttpRequest) -> list[kept.Post]:
    """What the signed-in person posted from this page, or to it, and what was not saved."""
    if kept.COOKIE not in request.COOKIES or not request.user.is_authenticated:
        return []
    entry = kept.read(request)
    if entry is None or entry.owner != request.user.pk:
        return []
    return [post for post in entry.posts if post.stood_on(request.path)]


def give_back(request: HttpRequest, forms: Iterable[BaseForm | BaseFormSet], *, sent_to: str = "") -> None:
    """Fill the forms of a page that is shown, and not sent, with what was not saved. Where several forms of the page
    have the same fields, `sent_to` is the address of these.
    """
    if request.method != "GET":
        return
    for post in posts_for(request):
        if sent_to and post.address != sent_to:
            continue
        data = QueryDict(mutable=True)
        for name, values in post.fields.items():
            data.setlist(name, values)
        for form in forms:
            if isinstance(form, BaseFormSet):
                _fill_rows(form, data)
            else:
                _fill(form, data)


def fields_sent(request: HttpRequest, *, to: str) -> dict[str, list[str]]:
    """What was sent to this address and not saved, for boxes that are no form's fields. Empty unless the page is shown,
    and not sent.
    """
    posts = posts_for(request) if request.method == "GET" else []
    return next((post.fields for post in reversed(posts) if post.address == to), {})


def _fill_rows(formset: BaseFormSet, data: QueryDict) -> None:
    rows = row_id(data.get(f"{formset.prefix}-TOTAL_FORMS", ""))
    if rows is None:
        return
    missing = min(rows, formset.absolute_max) - formset.initial_form_count()
    formset.extra = max(formset.extra, missing)
    formset.max_num = max(formset.max_num, formset.initial_form_count() + missing)
    for made in ("forms", "management_form"):  # the administration has read them already, and Django keeps them
        vars(formset).pop(made, None)
    for form in formset.forms:
        _fill(form, data)


def _fill(form: BaseForm, data: QueryDict) -> None:
    """As it was typed: nothing is checked, and a box that was not sent was not checked. A form of which nothing was
    sent is another form.
    """
    names = {name: form.add_prefix(name) for name in form.fields}
    if not any(sent == name or sent.startswith(f"{name}_") for name in names.values() for sent in data):
        return
    for name, html_name in names.items():
        widget = form.fields[name].widget
        if not widget.needs_multipart_form and not widget.value_omitted_from_data(data, MultiValueDict(), html_name):
            form.initial[name] = widget.value_from_datadict(data, MultiValueDict(), html_name)
    form.data = data  # read only for hidden initial values: what the fields showed when this was typed


def with_notice(request: HttpRequest, response: HttpResponse, posts: list[kept.Post]) -> HttpResponse:
    """The page with a notice at its top. Words that no field of the page holds stand in the notice."""
    page = response.content.decode(response.charset)
    shown = Shown(page, request.path)
    context: dict[str, Any] = {
        "words": [word for post in posts for word in _words_missing(shown, post)],
        "button": _button(shown, posts[-1]),
        "why": posts[-1].why,
        "has_fields": any(post.fields for post in posts),
        "has_files": any(post.has_files for post in posts),
        "is_too_long": any(post.is_too_long for post in posts),
    }
    notice = render_to_string("components/not_saved.html", context)
    response.content = _MAIN.sub(lambda main: main[0] + notice, page, count=1)
    return response


def _words_missing(shown: Shown, post: kept.Post) -> Iterator[tuple[str, str]]:
    for name, values in post.fields.items():
        if name in shown.not_typed or _NOT_TYPED.fullmatch(name):
            continue
        for value in values:
            if value.strip() and as_sent(name, value) not in shown.holds:
                label = shown.labels.get(name) or pretty_name(re.sub(r"^.*-\d+-", "", name))
                yield label, "Yes" if value == "on" else value


def _button(shown: Shown, post: kept.Post) -> str:
    """What is written on the button that was pressed, as the page has it; empty where it is not found."""
    sent = {as_sent(name, value) for name, values in post.fields.items() for value in values}
    forms = [form for form in shown.forms if form.is_post and form.address == post.address and form.buttons]
    if not forms:
        return ""
    form = max(forms, key=lambda form: len(form.holds & sent))  # several may be sent to one address
    return next((label for button, label in form.buttons if button in sent), form.buttons[0][1])
