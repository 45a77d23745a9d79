"""The README's two pictures, taken from the running demonstration campus.

`ACQUAINT_PICTURES=docs/pictures make test ARGS="-k pictures"` takes them anew; without it they go to a folder of
the test, so that taking them is tried on every run.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
LARGEST = 300_000  # bytes: a README loads on phones too


@pytest.mark.parametrize(
    ("name", "person", "width", "height"), [("home-phone", "student", 390, 844), ("cohort", "adviser", 1280, 900)]
)
def test_pictures_of_the_demonstration_campus(
    name: str, person: str, width: int, height: int, sign_in: Callable[..., Page], tmp_path: Path
) -> None:
    page = sign_in(person, viewport={"width": width, "height": height}, color_scheme="light")
    if person == "adviser":
        page.get_by_role("link", name="First-Year Pathways").first.click()
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    folder = ROOT / os.environ["ACQUAINT_PICTURES"] if "ACQUAINT_PICTURES" in os.environ else tmp_path
    folder.mkdir(parents=True, exist_ok=True)
    picture = folder / f"{name}.png"
    page.screenshot(path=picture)
    assert 10_000 < picture.stat().st_size < LARGEST
