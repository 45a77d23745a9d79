"""A student's page "Your data": the file, and the request to be deleted."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client

from apps.core import clock
from apps.privacy.download.actions import make_waiting
from apps.privacy.models import Deletion, Download
from apps.students.actions import archive
from apps.students.models import Student

PAGE, DELETION = "/settings/my-data/", "/settings/my-data/deletion/"


def test_asked_for_made_and_downloaded_without_a_script(phone: Client, alice: Student) -> None:
    assert "Make my file" in phone.get(PAGE).text
    assert "We are making your file" in phone.post(f"{PAGE}file/", {"version": ""}, follow=True).text
    make_waiting()
    file = Download.objects.get()
    assert f"{PAGE}{file.pk}.zip" in phone.get(PAGE).text
    answer = phone.get(f"{PAGE}{file.pk}.zip")
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"] == 'attachment; filename="Everything in Acquaint.zip"'
    assert answer["Cache-Control"] == "private, no-store"
    assert "README.txt" in ZipFile(BytesIO(answer.content)).namelist()


def test_a_file_that_is_emptied_leads_to_a_new_one(phone: Client, alice: Student) -> None:
    earlier = clock.now() - timedelta(days=9)
    file = Download.objects.create(student=alice, requested_at=earlier, made_at=earlier)
    page = phone.get(f"{PAGE}{file.pk}.zip", follow=True).text
    assert "You can ask for a new one" in page
    assert "Make a new file" in page


@pytest.mark.parametrize("pk", ["0", str(2**63), "9" * 30])
def test_a_file_that_is_not_there_is_404(phone: Client, pk: str) -> None:
    assert phone.get(f"{PAGE}{pk}.zip").status_code == 404


def test_an_archived_student_still_reads_downloads_and_asks(phone: Client, alice: Student) -> None:
    archive(students=[alice], as_of=clock.now())
    phone.post(f"{PAGE}file/", {"version": ""})
    assert make_waiting() == 1
    assert phone.get(f"{PAGE}{Download.objects.get().pk}.zip").status_code == 200
    assert phone.post(DELETION, {"sure": "on"}).status_code == 302
    assert Deletion.objects.open().exists()


def test_deletion_is_asked_for_once_and_taken_back(phone: Client) -> None:
    assert "What stays, and why" in phone.get(DELETION).text
    assert phone.post(DELETION, {}).status_code == 422
    for _ in range(2):
        assert "You asked to be deleted" in phone.post(DELETION, {"sure": "on"}, follow=True).text
    assert Deletion.objects.count() == 1
    assert "You took the request back" in phone.post(f"{DELETION}withdrawal/", follow=True).text
    assert not Deletion.objects.open().exists()
    assert "You took" not in phone.post(f"{DELETION}withdrawal/", follow=True).text


def test_the_account_leads_there(phone: Client) -> None:
    assert PAGE in phone.get("/accounts/settings/").text
