import re
from pathlib import Path

from apps.core.wheels.bootstrap import without_scripted
from apps.core.wheels.finders import BOOTSTRAP, WheelFinder, installed_files

ROOT = Path(__file__).resolve().parents[3]


def test_rules_of_what_moves_by_a_script_go_and_all_others_stay() -> None:
    css = (
        '@charset "UTF-8";:root{--a:1}.btn,.dropdown-item{a:b}.dropdown,.modal .btn{a:b}.row:not(.navbar,.x){a:b}'
        "@media (min-width:9px){.toast{a:b}}@media print{.toast{a:b}.btn{a:b}}@keyframes spinner{to{a:b}}"
    )
    assert without_scripted(css) == (
        '@charset "UTF-8";:root{--a:1}.btn,.dropdown-item{a:b}@media print{.btn{a:b}}@keyframes spinner{to{a:b}}'
    )


def test_what_is_collected_is_a_quarter_smaller_and_names_what_pages_use() -> None:
    whole = installed_files()[BOOTSTRAP].read_text()
    cut = WheelFinder().storage.open(BOOTSTRAP).read().decode()
    assert len(cut) < 0.8 * len(whole)
    assert cut.count("{") == cut.count("}")
    assert all(f".{name}" in cut for name in ("btn-primary", "form-control", "form-check-input", "table", "mb-0"))


def test_no_page_uses_what_was_cut() -> None:
    pages = "".join(path.read_text() for path in (ROOT / "templates").rglob("*.html"))
    used = {name for names in re.findall(r'class="([^"]*)"', pages) for name in names.split()}
    parts = (
        "accordion",
        "carousel",
        "dropdown",
        "modal",
        "navbar",
        "offcanvas",
        "popover",
        "spinner",
        "toast",
        "tooltip",
    )
    assert [name for name in sorted(used) if name.startswith(parts)] == []
