"""The campus's own page: its fields, its color and its logo."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from apps.accounts.models import User
from apps.administration.campus.pictures import LARGEST_FILE
from apps.campus.models import Campus, CampusEvent, Logo  # type: ignore[attr-defined]
from apps.core.not_saved.shown import Shown
from tests.administration.pages import queries, said

pytestmark = pytest.mark.django_db
PAGE = "/program/campus/"
FIELDS = {
    "name": "Cedar State",
    "center_name": "Career Center",
    "postal_address": "",
    "time_zone": "America/Chicago",
    "accent": "",
    "sender_name": "Cedar State Careers",
    "sender_email": "careers@cedar.example",
    "help_email": "",
    "email_domains": "",
}


def sent_by(page) -> dict[str, str]:
    """What the page's form sends when nothing is typed."""
    return dict(next(form for form in Shown(page.content.decode(), PAGE).forms if form.address == PAGE).holds)


def png(size: tuple[int, int] = (300, 100)) -> SimpleUploadedFile:
    written = BytesIO()
    Image.new("RGBA", size, "#7a1428").save(written, "PNG")
    return SimpleUploadedFile("../logo.svg", written.getvalue(), "image/svg+xml")


def test_what_is_typed_is_saved(office: Client, campus: Campus) -> None:
    typed = {**FIELDS, "name": "Cedar\u202e State\r\n", "accent": "7A1428"}
    typed["email_domains"] = "@Cedar.example\r\n\r\ncedar.example.\r\nstudents.cedar.example\r\nbücher.example"
    assert office.post(PAGE, typed)["Location"] == PAGE
    campus.refresh_from_db()
    assert (campus.name, campus.accent, campus.time_zone) == ("Cedar State", "#7a1428", "America/Chicago")
    assert campus.email_domains == ["cedar.example", "students.cedar.example", "xn--bcher-kva.example"]
    assert CampusEvent.objects.latest("pk").pgh_context.metadata["user"]


def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_saved(office: Client, campus: Campus) -> None:
    page = office.post(PAGE, {**FIELDS, "name": "Cedar State", "sender_email": "careers"})
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["sender_email"]
    assert Campus.objects.get().name == campus.name
    assert f"{campus.center_name}, {campus.name}" in page.content.decode()  # the footer has what is saved


def test_the_color_that_is_offered_is_saved_with_one_press(office: Client, campus: Campus) -> None:
    page = office.post(PAGE, {**FIELDS, "accent": "#ffcc00"}).content.decode()
    assert 'name="accent" value="#816700"' in page
    assert office.post(PAGE, {**FIELDS, "accent": ["#ffcc00", "#816700"]}).status_code == 302
    campus.refresh_from_db()
    assert campus.accent == "#816700"


def test_what_another_administrator_changed_meanwhile_stays(office: Client, campus: Campus) -> None:
    form = sent_by(office.get(PAGE))
    Campus.objects.update(center_name="Careers and Calling", email_domains=["a.example", "b.example"])
    assert office.post(PAGE, {**form, "name": "Cedar State"}).status_code == 302
    campus.refresh_from_db()
    assert (campus.name, campus.center_name) == ("Cedar State", "Careers and Calling")
    assert campus.email_domains == ["a.example", "b.example"]


def test_where_both_changed_a_field_the_later_one_sees_it_first(office: Client) -> None:
    form = sent_by(office.get(PAGE))
    Campus.objects.update(name="Cedar College")
    page = office.post(PAGE, {**form, "name": "Cedar State"})
    assert page.status_code == 422
    assert "“Cedar College”" in page.context["form"].errors["name"][0]
    assert office.post(PAGE, {**sent_by(page), "name": "Cedar State"}).status_code == 302


def test_pressing_save_without_a_change_changes_nothing(office: Client, campus: Campus) -> None:
    Campus.objects.update(email_domains=["a.example", "b.example"], accent="#7a1428", time_zone="America/Chicago")
    before = CampusEvent.objects.count()
    assert office.post(PAGE, sent_by(office.get(PAGE))).status_code == 302
    assert CampusEvent.objects.count() == before
    campus.refresh_from_db()
    assert campus.email_domains == ["a.example", "b.example"]


def test_a_new_sender_needs_a_new_test_mail(office: Client, campus: Campus, as_of) -> None:
    known = {"test_mail_sent_at": as_of, "test_mail_arrived_at": as_of, "test_mail_checks": {"spf": "pass"}}
    Campus.objects.update(sender_email=FIELDS["sender_email"], sender_name=FIELDS["sender_name"], **known)
    office.post(PAGE, FIELDS)
    campus.refresh_from_db()
    assert campus.test_mail_arrived_at == as_of
    office.post(PAGE, {**FIELDS, "sender_email": "other@cedar.example"})
    campus.refresh_from_db()
    assert (campus.test_mail_sent_at, campus.test_mail_arrived_at, campus.test_mail_checks) == (None, None, {})


def test_a_sender_at_a_mailbox_provider_is_taken_with_a_warning(office: Client, campus: Campus) -> None:
    page = office.post(PAGE, {**FIELDS, "sender_email": "careers@gmail.com"}, follow=True)
    campus.refresh_from_db()
    assert campus.sender_email == "careers@gmail.com"
    assert "gmail.com isn’t yours" in [str(message) for message in page.context["messages"]][1]


class TestTheColor:
    def test_its_style_sheet_is_on_every_page_and_kept_forever(self, office: Client, campus: Campus) -> None:
        assert "/campus/accent-" not in office.get("/accounts/settings/").content.decode()
        Campus.objects.update(accent="#7a1428")
        campus.refresh_from_db()
        address = f"/campus/accent-{campus.accent_digest}.css"
        stranger = Client()
        for browser, page in ((office, "/accounts/settings/"), (stranger, "/accounts/login/")):
            assert f'<link rel="stylesheet" href="{address}">' in browser.get(page).content.decode()
        sheet = stranger.get(address)
        assert "--iris: #7a1428" in sheet.content.decode()
        assert sheet["Content-Type"] == "text/css"
        assert "immutable" in sheet["Cache-Control"]
        assert sheet["X-Content-Type-Options"] == "nosniff"

    def test_staff_who_set_up_their_second_factor_see_it_too(
        self, campus: Campus, make_adviser: Callable[..., User], client_of: Callable[[User], Client], settings
    ) -> None:
        settings.STAFF_SECOND_FACTOR_REQUIRED = True
        Campus.objects.update(accent="#7a1428")
        campus.refresh_from_db()
        assert client_of(make_adviser()).get(f"/campus/accent-{campus.accent_digest}.css").status_code == 200

    def test_another_digest_is_nowhere(self, office: Client, campus: Campus) -> None:
        assert office.get("/campus/accent-0123456789abcdef.css").status_code == 404
        Campus.objects.update(accent="#7a1428")
        assert office.get("/campus/accent-0123456789abcdef.css").status_code == 404


class TestTheLogo:
    def test_it_is_shown_with_the_name_of_the_campus_and_kept_forever(self, office: Client, campus: Campus) -> None:
        assert office.post("/program/campus/logo/", {"logo": png((900, 300))})["Location"] == PAGE
        campus.refresh_from_db()
        address = f"/campus/logo-{campus.logo_digest}.png"
        shown = f'src="{address}" width="400" height="133" alt="{campus.name}"'
        stranger = Client()
        for browser, page in ((office, "/accounts/settings/"), (stranger, "/accounts/login/")):
            assert shown in browser.get(page).content.decode()
        picture = stranger.get(address)
        assert picture["Content-Type"] == "image/png"
        assert "immutable" in picture["Cache-Control"]
        assert picture["X-Content-Type-Options"] == "nosniff"
        assert Image.open(BytesIO(picture.content)).size == (400, 133)

    def test_another_one_takes_its_place_and_it_can_be_removed(self, office: Client, campus: Campus) -> None:
        office.post("/program/campus/logo/", {"logo": png()})
        first = Campus.objects.get().logo_digest
        office.post("/program/campus/logo/", {"logo": png((50, 50))})
        assert office.get(f"/campus/logo-{first}.png").status_code == 404
        assert Logo.objects.count() == 1
        for _ in range(2):  # pressed twice
            assert office.post("/program/campus/logo/withdrawal/").status_code == 302
        assert not Logo.objects.exists()
        assert Campus.objects.get().logo_digest == ""

    @pytest.mark.parametrize(
        ("content", "why"),
        [
            (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "SVG"),
            (b"<!doctype html>", "no PNG or JPEG"),
            (b"", "empty"),
            (b"x" * (LARGEST_FILE + 1), "5 MB"),
        ],
    )
    def test_what_is_no_picture_is_refused_beside_the_field(self, office: Client, content: bytes, why: str) -> None:
        page = office.post("/program/campus/logo/", {"logo": SimpleUploadedFile("logo.png", content, "image/png")})
        assert page.status_code == 422
        assert why in page.context["logo_form"].errors["logo"][0]
        assert not Logo.objects.exists()

    def test_a_file_that_is_no_file_is_refused(self, office: Client) -> None:
        assert office.post("/program/campus/logo/", {"logo": "words"}).status_code == 422
        assert office.post("/program/campus/logo/").status_code == 422


def test_the_page_asks_little(office: Client) -> None:
    assert queries(office, PAGE) <= 7


def test_it_is_for_administrators(make_adviser: Callable[..., User], client_of: Callable[[User], Client]) -> None:
    adviser = client_of(make_adviser())
    assert adviser.post(PAGE, FIELDS).status_code == 404
    assert adviser.post("/program/campus/logo/", {"logo": png()}).status_code == 404
    assert not Logo.objects.exists()


def test_what_followed_is_said(office: Client) -> None:
    form = sent_by(office.get(PAGE))
    Campus.objects.update(center_name="Careers and Calling")
    answer = office.post(PAGE, {**form, "name": "Cedar State"})
    assert any("Name of the center" in message for message in said(answer))
