"""Where code decides who may see or do what, and the same code with one such decision taken out.

`make mutate` takes out one at a time (tools/mutate.py). It never changes a file: as a plugin of pytest (`-p
tools.mutants`) this module compiles the changed code while it is imported. MUTANT names the decision to take out, as
`apps/x/y.py#0`; REACHED names a folder, and then each test writes down there which decisions it came by.
"""

from __future__ import annotations

import ast
import json
import os
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType

import pytest

# In the condition of a guard these tell that it is about a person, and not about what was typed.
PEOPLE = {"user", "student", "adviser", "administrator", "owner", "member"}
# What a row belongs to, as the last part of a lookup.
OWNERS = {"user", "student", "adviser", "owner", "cohort"}
REFUSALS = {"Http404", "PermissionDenied"}
LOADS = {"get_object_or_404", "get_list_or_404"}
# Whose records are private: a query narrowed by one of these decides, whatever it is for.
RECORDS_OF = {"student", "owner"}
MANAGERS_OF = {"student", "user"}
SAME_STUDENT = {"contact", "interview"}  # beside one of these the student is no further decision: a trigger holds it
KEYS = {"pk", "pk__in", "id", "id__in"}
COUNTS = {"count", "exists", "aggregate"}  # a number, or yes or no
# These let somebody in, or are about something else than who it is.
_OTHER_DECORATORS = {"login_not_required", "requires_csrf_token"}


@dataclass(frozen=True)
class Decision:
    """A filter, a guard or a predicate at `line`, in a statement of `lines`; `take_out` changes its tree in place."""

    line: int
    lines: range
    what: str
    function: ast.FunctionDef
    take_out: Callable[[], None]


def decisions(tree: ast.Module) -> list[Decision]:
    """Those of one module, by the place where they stand.

    - `.visible_to(user)`: every row instead
    - in a method `visible_to`: each filter and `.none()`, and the condition under which all rows are returned
    - in a function that loads one row or answers 404 or fills the choices of a form, in a queryset's own methods, and
      where a key names the row: each lookup by what the row belongs to
    - elsewhere: each lookup by the student, but where rows are only counted
    - a manager of one person, as `student.contacts.filter(...)`: that of everybody
    - `if ...: raise Http404` (or PermissionDenied) about a person: never raised
    - `own_...(request)` and `require_...(request)` for the refusal alone: not called
    - `may_...` and `has_..._permission`: always true; not `has_module_permission`, which only lists and opens nothing
    - a decorator `..._required` or `user_passes_test(...)`: not there
    """
    found = list(_Finder().of(tree))
    return sorted(found, key=lambda each: (each.line, each.what))


class _Finder:
    def of(self, tree: ast.Module) -> Iterator[Decision]:
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                yield from self._decorators(node)
                inside = [each for each in _inside(node) if isinstance(each, ast.stmt)]
                loads = any(_name(each) in LOADS for each in _calls(inside)) or any(map(_fills_choices, inside))
                for statement in inside:
                    yield from self._guards(node, statement)
                    for query in _queries(statement):
                        for call in query:
                            yield from self._filters(node, statement, call, query, loads=loads)

    def _decorators(self, function: ast.FunctionDef) -> Iterator[Decision]:
        for decorator in function.decorator_list:
            name = _name(decorator.func if isinstance(decorator, ast.Call) else decorator)
            if name not in _OTHER_DECORATORS and (name.endswith("_required") or name == "user_passes_test"):
                without = [each for each in function.decorator_list if each is not decorator]
                yield _decision(function, decorator, f"@{name} is gone", _set(function, "decorator_list", without))

    def _guards(self, function: ast.FunctionDef, statement: ast.stmt) -> Iterator[Decision]:
        match statement:
            case ast.If(test=test, body=[*_, ast.Raise(exc=error)]) if error and _name(error) in REFUSALS:
                if _is_about_people(test):
                    what = f"`if {ast.unparse(test)}` never refuses"
                    yield _decision(function, statement, what, _set(statement, "test", _joined(test, ast.And(), False)))
            case ast.If(test=test, body=[ast.Return(value=ast.Name(id="self"))]) if function.name == "visible_to":
                what = f"`if {ast.unparse(test)}` is always so"
                yield _decision(function, statement, what, _set(statement, "test", _joined(test, ast.Or(), True)))
            case ast.Expr(value=ast.Call(func=called)) if _name(called).startswith(("own_", "require_")):
                what = f"`{ast.unparse(statement)}` is gone"
                yield _decision(function, statement, what, _set(statement, "value", ast.Constant(None)))
            case ast.Return(value=ast.expr() as value) if _is_predicate(function) and not _delegates(value):
                what = f"{function.name} is always true"
                yield _decision(function, statement, what, _set(statement, "value", _joined(value, ast.Or(), True)))

    def _filters(
        self, function: ast.FunctionDef, statement: ast.stmt, call: ast.Call, query: list[ast.Call], *, loads: bool
    ) -> Iterator[Decision]:
        name = _name(call)
        if isinstance(call.func, ast.Attribute):
            scoping = function.name == "visible_to" and name in ("filter", "exclude", "none")
            if name == "visible_to" or scoping:
                said = ", ".join(ast.unparse(each) for each in [*call.args, *call.keywords])
                everything = ast.Call(ast.Attribute(call.func.value, "all", ast.Load()), [], [])
                take_out = _set(call, "func", everything.func, args=[], keywords=[])
                yield _decision(function, call, f".{name}({said}) takes every row", take_out, statement)
                return
        is_named = any(_name(each) == "get" or any(one.arg in KEYS for one in each.keywords) for each in query)
        if not is_named and any(_name(each) in COUNTS for each in query):
            return
        match call.func:
            case ast.Attribute(value=ast.Attribute(value=whose) as manager, attr="all" | "exclude" | "filter" | "get"):
                if _name(whose) in MANAGERS_OF:
                    everybodys = ast.Attribute(
                        ast.Attribute(manager, "model", ast.Load()), "_default_manager", ast.Load()
                    )
                    what = f"{ast.unparse(manager)}.{name}(...) is everybody's"
                    yield _decision(function, call, what, _set(call.func, "value", everybodys), statement)
        if name in LOADS or name in ("filter", "get"):
            is_own_method = isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "self"
            owners = OWNERS if loads or is_named or is_own_method else RECORDS_OF
            if SAME_STUDENT & {_owner_in(each) for each in call.keywords}:
                return
            for keyword in call.keywords:
                if _owner_in(keyword) in owners:
                    without = [each for each in call.keywords if each is not keyword]
                    what = f"{name}({ast.unparse(keyword)}) does not ask for it"
                    yield _decision(function, call, what, _set(call, "keywords", without), statement)


def _inside(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """What stands in the function, but not in another function in it."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef):
            waiting.extend(ast.iter_child_nodes(node))


def _own_expressions(statements: Sequence[ast.AST]) -> Iterator[ast.AST]:
    """What these statements hold, without the statements in them."""
    waiting = [
        child for each in statements if not isinstance(each, ast.FunctionDef) for child in ast.iter_child_nodes(each)
    ]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, ast.stmt):
            yield node
            waiting.extend(ast.iter_child_nodes(node))


def _calls(statements: Sequence[ast.AST]) -> list[ast.Call]:
    return [each for each in _own_expressions(statements) if isinstance(each, ast.Call)]


def _queries(statement: ast.stmt) -> Iterator[list[ast.Call]]:
    """The calls of the statement, those that go on from each other together: `X.objects.filter(...).exclude(...)`."""
    calls = _calls([statement])
    went_on = {_before(call) for call in calls}
    for last in calls:
        if last not in went_on:
            query: list[ast.Call] = []
            node: ast.expr = last
            while isinstance(node, ast.Call):
                query.append(node)
                node = _before(node)
            yield query


def _before(call: ast.Call) -> ast.expr:
    node = call.func
    while isinstance(node, ast.Attribute):
        node = node.value
    return node


def _owner_in(keyword: ast.keyword) -> str:
    """The last part of the lookup. Empty where a row is compared with one of the same query, or with none."""
    if isinstance(keyword.value, ast.Constant) or _name(keyword.value) == "OuterRef":
        return ""
    return (keyword.arg or "").rpartition("__")[2].removesuffix("_id")


def _fills_choices(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Assign) and any(_name(each) == "queryset" for each in statement.targets)


def _decision(
    function: ast.FunctionDef,
    node: ast.stmt | ast.expr,
    what: str,
    take_out: Callable[[], None],
    statement: ast.stmt | None = None,
) -> Decision:
    spans = statement or node
    return Decision(node.lineno, range(spans.lineno, (spans.end_lineno or spans.lineno) + 1), what, function, take_out)


def _set(node: ast.AST, field: str, value: object, **others: object) -> Callable[[], None]:
    def take_out() -> None:
        for name, each in {field: value, **others}.items():
            setattr(node, name, each)

    return take_out


def _joined(test: ast.expr, by: ast.boolop, constant: bool) -> ast.expr:
    # The condition is still worked out, so that no name goes unused and nothing that it loads is missing.
    return ast.BoolOp(by, [test, ast.Constant(constant)])


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        return _name(node.func)
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _is_about_people(test: ast.expr) -> bool:
    names = {_name(node) for node in ast.walk(test) if isinstance(node, ast.Name | ast.Attribute)}
    return any(name in PEOPLE or name.startswith(("may_", "has_perm")) for name in names)


def _is_predicate(function: ast.FunctionDef) -> bool:
    name = function.name
    about_a_row = name.startswith("has_") and name.endswith("_permission") and name != "has_module_permission"
    return name.startswith("may_") or about_a_row


def _delegates(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and _name(value).endswith("_permission")


# --- As a plugin of pytest -------------------------------------------------------------------------------------------
_ROOT = Path.cwd()
reached: set[str] = set()


class _Loader(SourceFileLoader):
    def get_code(self, fullname: str) -> CodeType:
        tree = ast.parse(self.get_data(self.path))
        named = os.environ.get("MUTANT", "")
        key = Path(self.path).relative_to(_ROOT).as_posix()
        for number, decision in enumerate(decisions(tree)):
            if named == f"{key}#{number}":
                decision.take_out()
                reached.add(named)
            elif not named:
                _note(decision.function, f"{key}#{number}")
        # Not under the __future__ of this module: annotations of theirs are read where they are objects.
        return compile(ast.fix_missing_locations(tree), self.path, "exec", dont_inherit=True)


def _note(function: ast.FunctionDef, decision: str) -> None:
    """Make the function say that it was called."""
    note = ast.parse(f"__import__('sys').modules[{__name__!r}].reached.add({decision!r})").body
    at = 1 if ast.get_docstring(function, clean=False) is not None else 0
    function.body[at:at] = note


class _Finds(MetaPathFinder):
    """Finds our apps' modules: with MUTANT the named one, otherwise all of them."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname.partition(".")[0] != "apps":
            return None
        file = _ROOT.joinpath(*fullname.split(".")).with_suffix(".py")
        named = os.environ.get("MUTANT", "").partition("#")[0]
        if not file.exists() or (named and file != _ROOT / named):
            return None
        return spec_from_file_location(fullname, file, loader=_Loader(fullname, str(file)))


def pytest_sessionfinish(session: pytest.Session) -> None:
    named = os.environ.get("MUTANT")
    if named and named not in reached:
        session.exitstatus = pytest.ExitCode.INTERNAL_ERROR  # the code ran as it stands


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    folder = os.environ.get("REACHED")
    if not folder:
        return (yield)
    reached.clear()
    answer = yield
    with Path(folder, f"{os.getpid()}.jsonl").open("a") as file:
        file.write(json.dumps([item.nodeid, sorted(reached)]) + "\n")
    return answer


if "MUTANT" in os.environ or "REACHED" in os.environ:
    sys.meta_path.insert(0, _Finds())
