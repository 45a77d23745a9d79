"""Every form, refused: its title says so, and its summary names what is wrong in the order of the page,
and each field says it, too."""

import re
from html import unescape

import pytest
from django.db import transaction

from tests.authorization_matrix import ADMIN_MATRIX, MATRIX, PEOPLE
from tests.authorization_world import World, address_of, administration, world  # noqa: F401 - two of them are fixtures

SUMMARY = re.compile(r"<div[^>]*data-error-summary>.*?</ul>", re.DOTALL)
NAMES = re.compile(r'<(?:input|textarea|select)\b[^>]*\bname="([^"]+)"')
FILLED_IN = re.compile(r'<(?:input\b(?![^>]*type="hidden")|textarea|select)')
KEPT = re.compile(r"csrfmiddlewaretoken|action|next|.*(?:_FORMS|version)$")


def _refused(matrix: dict) -> list[tuple[str, str]]:
    """Each address that answers an empty POST with 422, and who gets that."""
    people = ((name, matrix[name].get("POST", ())) for name in sorted(matrix))
    return [(name, PEOPLE[statuses.index(422)]) for name, statuses in people if 422 in statuses]


def _post(world: World, person: str, url: str, data: dict) -> str:  # noqa: F811
    with transaction.atomic():
        answer = world.clients[person].post(url, data)
        transaction.set_rollback(True)
    assert answer.status_code == 422, answer.status_code
    return answer.text


def _title_looks_right(page: str) -> None:
    title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    assert title
    assert title[1].strip().startswith("Error: ")
    assert title[1].count("Error: ") == 1


def _looks_right(page: str) -> None:
    _title_looks_right(page)
    summaries = SUMMARY.findall(page)
    assert len(summaries) == 1
    named = re.findall(r'href="#([^"]+)"', summaries[0])
    places = [page.index(f'id="{control}"') for control in named]
    assert places == sorted(places), named
    for control in named:  # of several to choose from it is the first
        assert f'id="{control}_error"' in page or f'id="{re.sub(r"_[0-9]+$", "", control)}_error"' in page, control


def _labels_of_named(page: str) -> list[str]:
    """What stands over each field that the summary names."""
    labels = []
    for control in re.findall(r'href="#([^"]+)"', SUMMARY.findall(page)[0]):
        before = page[: page.index(f'id="{control}"')]
        labels.append(re.findall(r"<(?:label|legend)\b.*?</(?:label|legend)>", before, re.DOTALL)[-1])
    return labels


@pytest.mark.parametrize(("name", "person"), _refused(MATRIX))
def test_a_form_that_was_refused(name: str, person: str, world: World) -> None:  # noqa: F811
    url = world.url(name)
    empty = _post(world, person, url, {})
    if "<form" not in empty:
        return  # a link that no longer works: there is nothing to fill in
    if not FILLED_IN.search(empty):
        _title_looks_right(empty)  # a button alone
        return
    if "data-error-summary" in empty:
        _looks_right(empty)
        for label in _labels_of_named(empty):
            assert "optional" not in label, label
    else:  # a set of forms that cannot be read without its count; what comes now is read
        assert "TOTAL_FORMS" in empty
    fields = {unescape(field) for field in NAMES.findall(empty) if not KEPT.match(field)}
    counts = dict(re.findall(r'name="([^"]+_FORMS)" value="(\d+)"', empty))
    _looks_right(_post(world, person, url, dict.fromkeys(fields, "\x00") | counts))


@pytest.mark.parametrize(("name", "person"), _refused(ADMIN_MATRIX))
def test_a_form_of_the_administration_that_was_refused(name: str, person: str, administration: World) -> None:  # noqa: F811
    page = _post(administration, person, address_of(name), {})
    title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    assert title
    assert title[1].strip().startswith("Error:")
