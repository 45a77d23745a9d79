"""The README's pictures, taken from the running demonstration campus.

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
# With a title, and a column that nobody asked for.
ROSTER = """\
Fairhaven State,,,,,,
ID,Last Name,First Name,Email,Section,Major,Home phone
F2043001,Achterberg,Mina,mina.achterberg@fairhaven.example,Health Careers Circle,Nursing,(555) 010-2231
F2043002,Oduya,Gabriel,gabriel.oduya@fairhaven.example,Health Careers Circle,Public health,(555) 010-8874
F2043003,Lachapelle,Corinne,corinne.lachapelle@mailbox.example,Health Careers Circle,Nursing,
F2043004,Whitcombe,Ezra,ezra.whitcombe@fairhaven.example,Health Career Circles,Biology,(555) 010-5520
F2043005,Nakamura,Hana,,Health Careers Circle,Biology,
"""


@pytest.mark.parametrize(
    ("name", "person", "width", "height"),
    [("home-phone", "student", 390, 844), ("cohort", "adviser", 1280, 900), ("roster", "admin", 1280, 900)],
)
def test_pictures_of_the_demonstration_campus(
    name: str, person: str, width: int, height: int, sign_in: Callable[..., Page], tmp_path: Path
) -> None:
    page = sign_in(person, viewport={"width": width, "height": height}, color_scheme="light")
    if person == "adviser":
        page.get_by_role("link", name="First-Year Pathways").first.click()
    if person == "admin":
        page.get_by_role("link", name="Imports").click()
        roster = {"name": "health-careers.csv", "mimeType": "text/csv", "buffer": ROSTER.encode()}
        page.get_by_label("File", exact=True).set_input_files(roster)  # type: ignore[arg-type]
        page.get_by_role("button", name="Check the file").click()
        page.get_by_role("heading", name="of 5 rows can go in").wait_for()
        page.get_by_role("heading", name="What each row would do").scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    folder = ROOT / os.environ["ACQUAINT_PICTURES"] if "ACQUAINT_PICTURES" in os.environ else tmp_path
    folder.mkdir(parents=True, exist_ok=True)
    picture = folder / f"{name}.png"
    page.screenshot(path=picture)
    assert 10_000 < picture.stat().st_size < LARGEST
