"""What `make mutate` takes out, and that a hole which no test notices is said."""

import ast
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tools.mutants import decisions
from tools.mutate import Matrix, Mutant, base_of, mutants, survivors, touched_since
from tools.problems import Problem

ROOT = Path(__file__).resolve().parents[2]


def taken_out(source: str) -> list[str]:
    """The source without each of its decisions."""
    count = len(decisions(ast.parse(source)))
    trees = [ast.parse(source) for _ in range(count)]
    for number, tree in enumerate(trees):
        decisions(tree)[number].take_out()
    return [ast.unparse(tree) for tree in trees]


@pytest.mark.parametrize(
    ("body", "without"),
    [
        ("return X.objects.visible_to(user).count()", ["return X.objects.all().count()"]),
        ("if user.is_student:\n  raise Http404", ["if user.is_student and False:\n  raise Http404"]),
        ("if may(x).user:\n  raise PermissionDenied(x)", ["if may(x).user and False:\n  raise PermissionDenied(x)"]),
        ("own_student(request)", ["None"]),
        ("require_recent_sign_in(request)", ["None"]),
        ("return get_object_or_404(X, pk=pk, student=s)", ["return get_object_or_404(X, pk=pk)"]),
        (
            "rows = X.filter(group__cohort=c, state=1)\n return get_object_or_404(rows, pk=pk)",
            ["rows = X.filter(state=1)\n return get_object_or_404(rows, pk=pk)"],
        ),
        ("return list(X.objects.filter(student=s, pk__in=x))", ["return list(X.objects.filter(pk__in=x))"]),
        ("return X.objects.filter(user_id=user.pk, pk=pk).exists()", ["return X.objects.filter(pk=pk).exists()"]),
        ("return X.objects.filter(user=user).get(key=x)", ["return X.objects.filter().get(key=x)"]),
        ("return X.objects.filter(y__student=s).exclude(pk=pk)", ["return X.objects.filter().exclude(pk=pk)"]),
        ("x.queryset = X.objects.filter(cohort=c)", ["x.queryset = X.objects.filter()"]),
        ("return self.filter(user=user)", ["return self.filter()"]),
        (
            "request.user.rows.filter(name=x).delete()",
            ["request.user.rows.model._default_manager.filter(name=x).delete()"],
        ),
    ],
)  # fmt: skip
def test_each_of_these_is_taken_out(body: str, without: list[str]) -> None:
    def view(inside: str) -> str:
        return ast.unparse(ast.parse(f"def view(self, request, user, x, pk, s, c):\n {inside}"))

    assert taken_out(view(body)) == [view(each) for each in without]


def test_a_scope_loses_its_filter_its_refusal_and_its_condition() -> None:
    scope = """
        def visible_to(self, user):
            if user.is_administrator:
                return self
            return self.filter(owner=user) if user.is_student else self.none()
    """
    said = [each.what for each in decisions(ast.parse(scope.replace("\n        ", "\n")))]
    assert said == [
        "`if user.is_administrator` is always so",
        ".filter(owner=user) takes every row",
        ".none() takes every row",
    ]


def test_a_predicate_and_a_decorator_are_taken_out() -> None:
    source = "@login_required\ndef view(request):\n    pass\n\ndef may_read(user):\n    return user.is_adviser"
    assert taken_out(source) == [source.removeprefix("@login_required\n"), f"{source} or True"]


@pytest.mark.parametrize(
    "body",
    [
        "if sort not in SORTS:\n  raise Http404",  # about what was typed
        "student = own_student(request)",  # its answer is used
        "return X.objects.filter(student=student).count()",  # counts, and loads nothing for an address
        "return student.contacts.filter(state=1).count()",
        "return X.objects.filter(student=OuterRef('student'))",
        "return X.objects.filter(student=None).first()",
        "return X.objects.filter(student=student, contact=contact).first()",  # whose contact it is holds a trigger
        "X.objects.filter(user=user).delete()",  # everything of one person, and nobody named a row
        "return X.objects.held()",
        "def has_module_permission(self, request):\n  return False",  # what an index lists
    ],
)
def test_what_decides_nothing_about_a_person_is_left(body: str) -> None:
    assert decisions(ast.parse(f"@login_not_required\ndef view(request):\n {body}")) == []


# --- A change in a repository ----------------------------------------------------------------------------------------
TWO_VIEWS = """\
def hers(user, row):
    if row.student != user:
        raise PermissionDenied
    return row


def his(user, row):
    if row.student != user:
        raise PermissionDenied
    return row


size: int = 1
assert __annotations__ == {"size": int}  # they stay objects, as where nothing is changed
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "apps").mkdir()
    (tmp_path / "apps" / "views.py").write_text(TWO_VIEWS)
    return tmp_path


@pytest.fixture
def git(checkout: Path) -> Callable[..., None]:
    """Runs git there; the two views are committed on main."""
    who = ["-c", "user.name=A", "-c", "user.email=a@b.example", "-c", "commit.gpgsign=false"]

    def run(*arguments: str) -> None:
        subprocess.run(["git", *who, *arguments], cwd=checkout, check=True, capture_output=True)

    run("init", "--quiet", "--initial-branch=main")
    run("add", ".")
    run("commit", "--quiet", "-m", "First")
    return run


def _where(root: Path, base: str) -> list[str]:
    return [mutant.where for mutant in mutants(root, touched_since(root, base))]


def test_a_change_touches_what_it_writes_committed_or_not(checkout: Path, git: Callable[..., None]) -> None:
    assert len(mutants(checkout)) == 2
    git("switch", "--quiet", "--create", "change")
    views = checkout / "apps" / "views.py"
    views.write_text(f"# A line more.\n{TWO_VIEWS}")
    git("commit", "--quiet", "--all", "-m", "Second")
    base = base_of(checkout, "")
    assert _where(checkout, base) == []
    views.write_text(views.read_text().replace("def his(user, row):\n    if", "def his(user, row):\n    if True and"))
    assert _where(checkout, base) == ["apps/views.py:9"]
    git("commit", "--quiet", "--all", "-m", "Third")
    (checkout / "apps" / "new.py").write_text(TWO_VIEWS)
    assert base_of(checkout, "") == base
    assert _where(checkout, base) == ["apps/new.py:2", "apps/new.py:8", "apps/views.py:9"]
    assert _where(checkout, base_of(checkout, "HEAD")) == ["apps/new.py:2", "apps/new.py:8"]


def test_what_a_comment_calls_a_second_line_is_left_out(checkout: Path) -> None:
    views = checkout / "apps" / "views.py"
    views.write_text(TWO_VIEWS.replace("    if", "    # A second line: the form refuses it.\n    if", 1))
    assert [mutant.where for mutant in mutants(checkout)] == ["apps/views.py:9"]


def test_without_a_former_commit_one_sentence_says_so(checkout: Path) -> None:
    with pytest.raises(Problem, match="^CHANGED=1 compares with a former commit, and this copy has none"):
        base_of(checkout, "")


def test_a_commit_that_is_none_is_one_sentence(checkout: Path, git: Callable[..., None]) -> None:
    with pytest.raises(Problem, match="^BASE is 'nowhere', which is no commit"):
        base_of(checkout, "nowhere")
    with pytest.raises(Problem, match="and this is the first: set BASE"):
        base_of(checkout, "")


# --- A matrix with a hole --------------------------------------------------------------------------------------------
TESTS = """\
import pytest
from apps.views import PermissionDenied, Row, hers, his

def test_hers():
    with pytest.raises(PermissionDenied):
        hers("Charlie", Row("Alice"))

def test_his():
    assert his("Alice", Row("Alice"))
"""
ROW = """\
class PermissionDenied(Exception):
    pass


class Row:
    def __init__(self, student):
        self.student = student


"""


HERS, HIS = "test_matrix.py::test_hers", "test_matrix.py::test_his"


@pytest.fixture
def matrix(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> Matrix:
    """One that notices the one view's guard, never asks the other as a stranger, and knows nothing of a third file."""
    (checkout / "apps" / "views.py").write_text(ROW + TWO_VIEWS)
    (checkout / "apps" / "unused.py").write_text(TWO_VIEWS)
    (checkout / "test_matrix.py").write_text(TESTS)
    (checkout / "pytest.ini").write_text("[pytest]\n")
    # Plain Python: what the machine's plugins would load takes longer than all the rest.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(checkout), str(ROOT)]))
    return Matrix(checkout, tests=["test_matrix.py"], spread=[])


def test_a_hole_that_no_test_notices_is_said_and_no_file_is_changed(
    matrix: Matrix, capsys: pytest.CaptureFixture[str]
) -> None:
    matrix.tests_of = {"apps/views.py#0": [HERS], "apps/views.py#1": [HIS]}
    left = survivors(matrix, mutants(matrix.root))
    assert [each.where for each in left] == ["apps/unused.py:2", "apps/unused.py:8", "apps/views.py:17"]
    assert "apps/views.py:11  `if row.student != user` never refuses: noticed by test_hers" in capsys.readouterr().out
    assert (matrix.root / "apps" / "views.py").read_text() == ROW + TWO_VIEWS


@pytest.mark.proof
def test_the_tests_of_a_guard_are_those_that_come_by_it(matrix: Matrix) -> None:
    matrix.learn()
    assert matrix.tests_of == {"apps/views.py#0": [HERS], "apps/views.py#1": [HIS]}


@pytest.mark.proof
def test_what_could_not_be_tried_is_not_taken_for_noticed(matrix: Matrix) -> None:
    matrix.tests_of["apps/none.py#0"] = ["test_matrix.py"]
    with pytest.raises(Problem, match="this could not be tried"):
        matrix.notices(Mutant("apps/none.py#0", "apps/none.py:1", "is gone"))
