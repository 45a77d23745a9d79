"""The page that writes a nudge, and what each of its buttons does but the one that sends."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.advising.models import Hand, Nudge, Nudged
from apps.audit.models import Entry
from apps.cohorts.models import Cohort
from apps.core import clock
from apps.guidance.models import NudgeTemplate
from apps.outbox.models import HardBounce
from apps.students.models import Student
from tests import factories
from tests.advising.nudges.conftest import NEW, address, send, sheet


class TestThePage:
    def test_it_says_to_whom_it_goes_and_what_each_will_read(
        self, desk: Client, cohort: Cohort, darius: Student, oksana: Student
    ) -> None:
        cohort.memberships.update(joined_at=clock.now() - timedelta(days=20))
        factories.make_interview(student=darius, asked_at=clock.now() - timedelta(days=20))
        page = desk.get(address(darius, oksana))
        text = page.text
        assert "Nudge the 2 students you chose" in text
        assert "What Darius will read" in text
        assert "Bob Lindgren, Career Center" in text
        assert "bob@campus.example" in text
        assert '<span class="merge">you wrote to one person and have not heard back</span>' in text
        assert "Next: Oksana" in text
        assert "Send to 2" in text
        assert re.search(r"It is \d+:\d\d [ap]m \w+ for them", text)
        # A text for one reason would tell the other what is not so.
        assert page.context["form"]["template"].value() == "ten-minutes"
        assert desk.get(address(darius)).context["form"]["template"].value() == "no-reply"

    def test_one_look_is_one_row_in_the_audit(self, desk: Client, darius: Student, oksana: Student) -> None:
        desk.head(address(darius, oksana))
        assert not Entry.objects.exists()
        desk.get(address(darius, oksana))
        row = Entry.objects.get()
        assert (row.page, row.student_ids) == ("advising:nudge", sorted([darius.pk, oksana.pk]))
        values = sheet(desk, darius, oksana, preview="1")
        del values["send"]
        before = Entry.objects.count()
        desk.post(address(darius, oksana), values, headers={"HX-Request": "true"})
        assert Entry.objects.count() == before, "what follows the keys is the same look"

    @pytest.mark.parametrize("query", ["s=x", "s=9999999999999999999", "s=0", "reason=moon", "cohort=1e3", "cohort=0"])
    def test_an_address_that_names_nobody_is_not_there(self, desk: Client, query: str) -> None:
        assert desk.get(f"{NEW}?{query}").status_code == 404

    def test_nobody_is_listed_without_a_choice(self, desk: Client, darius: Student) -> None:
        page = desk.get(NEW)
        assert page.status_code == 200
        assert "Nobody is chosen" in page.text
        assert "Darius" not in page.text

    def test_somebody_elses_student_is_not_there(self, desk: Client, darius: Student, charlie: Student) -> None:
        factories.make_cohort(advisers=[factories.make_adviser()], students=[charlie])
        assert desk.get(address(darius, charlie)).status_code == 404

    def test_an_administrator_who_looks_after_nobody_nudges_nobody(self, darius: Student, client_of: Any) -> None:
        office = client_of(factories.make_administrator())
        assert office.get(address(darius)).status_code == 404

    def test_a_reason_brings_everybody_who_has_it(self, desk: Client, cohort: Cohort, darius: Student) -> None:
        Hand.objects.create(student=darius)
        page = desk.get(f"{NEW}?reason=hand&cohort={cohort.pk}")
        assert [pick.name for pick in page.context["page"].chosen.picks] == ["Darius Coleman"]
        assert page.context["form"]["template"].value() == "hand"
        assert desk.get(f"{NEW}?reason=bounces").status_code == 200
        other = factories.make_cohort(advisers=[factories.make_adviser()])
        assert desk.get(f"{NEW}?reason=hand&cohort={other.pk}").status_code == 404

    def test_more_than_two_hundred_are_too_many(self, desk: Client) -> None:
        page = desk.get(NEW + "?" + "&".join(f"s={n}" for n in range(1, 202)))
        assert "That is 201 students" in page.text
        assert "at most 200" in page.text

    def test_two_of_one_name_are_told_apart(self, desk: Client, cohort: Cohort, darius: Student) -> None:
        other = factories.make_student(full_name="Darius Coleman", email="dc@campus.example")
        cohort.students.add(other)
        text = desk.get(address(darius, other)).text
        assert "Darius Coleman (dc@campus.example)" in text
        values = sheet(desk, darius, other)
        factories.make_nudged(darius, cohort=cohort, adviser=factories.make_adviser())
        sent = desk.post(address(darius, other), values, follow=True)
        assert "Left out, as it stands now: Darius Coleman (darius@campus.example)." in sent.text

    def test_queries_do_not_grow_with_students(
        self, desk: Client, cohort: Cohort, darius: Student, oksana: Student, django_assert_max_num_queries: Any
    ) -> None:
        more = [factories.make_student() for _ in range(3)]
        cohort.students.add(*more)
        Hand.objects.create(student=darius)
        for some in ([darius], [darius, oksana, *more]):
            with django_assert_max_num_queries(12):
                desk.get(address(*some))
        for query in ("reason=hand", f"reason=hand&cohort={cohort.pk}"):
            with django_assert_max_num_queries(12):
                desk.get(f"{NEW}?{query}")


def test_it_leads_back_to_the_list_where_they_were_chosen(desk: Client, cohort: Cohort, darius: Student) -> None:
    chosen = desk.post("/students/chosen/?next=/%3Freason%3Dstill", {"nudge": darius.pk})
    page = desk.get(chosen["Location"]).context
    assert (page["back_url"], page["back_label"]) == ("/?reason=still", "Needs you")
    assert desk.get(f"{address(darius)}&next=//elsewhere.example/").context["back_url"] == "/"
    page = desk.get(f"{address(darius)}&cohort={cohort.pk}&from=reason%3Dstill").context
    assert (page["back_url"], page["back_label"]) == (f"/cohorts/{cohort.pk}/?reason=still", "Alice's cohort")


def test_after_sending_the_page_leads_back_to_that_list(desk: Client, darius: Student) -> None:
    url = f"{address(darius)}&next=%2F%3Freason%3Dstill"
    sent = desk.post(url, sheet(desk, darius))["Location"]
    html = desk.get(sent).text
    assert '<a class="btn btn-secondary btn-sm" href="/?reason=still">' in html
    stopped = desk.post(f"{sent.partition('?')[0]}withdrawal/?next=%2F%3Freason%3Dstill")["Location"]
    assert stopped == sent
    assert "Back to your list" not in desk.get(sent.partition("?")[0]).text
    assert "elsewhere" not in desk.get(f"{sent.partition('?')[0]}?next=//elsewhere.example/").text


class TestLeftOut:
    def test_each_with_why(
        self, desk: Client, cohort: Cohort, bob: User, darius: Student, oksana: Student, alice: Student
    ) -> None:
        marcus = factories.make_adviser(full_name="Marcus Bell")
        factories.make_nudged(darius, cohort=cohort, adviser=marcus, leaves_at=clock.now() - timedelta(days=2))
        HardBounce.objects.create(address="oksana@campus.example", answer="550")
        for _ in range(cohort.goal):
            factories.make_held(alice)
        gone = factories.make_student(full_name="Liya Abebe", archived_at=clock.now())
        cohort.students.add(gone)
        text = desk.get(address(darius, oksana, alice, gone)).text
        assert "None of the 4 students you chose gets a nudge now" in text
        assert "4 are left out" in text
        assert "by Marcus Bell. Three days between two nudges is kinder." in text
        assert "Nudge Darius anyway" in text
        assert text.count("anyway") == 1
        assert "Mail has bounced since" in text
        assert "Reached the goal: 3 of 3 count." in text
        assert "Archived. No more mail goes to them." in text
        assert 'name="send"' not in text

    def test_only_a_recent_nudge_can_be_passed_over(
        self, desk: Client, cohort: Cohort, bob: User, darius: Student, oksana: Student
    ) -> None:
        factories.make_nudged(darius, cohort=cohort, adviser=bob)
        HardBounce.objects.create(address="oksana@campus.example", answer="550")
        answer = send(desk, darius, oksana, also=[darius.pk, oksana.pk])
        assert answer.status_code == 302
        assert [one.student for one in Nudge.objects.first().nudged.all()] == [darius]

    def test_who_asked_for_help_since_the_last_nudge_gets_one(self, desk: Client, bob: User, darius: Student) -> None:
        factories.make_nudged(darius, cohort=darius.cohorts.get(), adviser=bob)
        assert not desk.get(address(darius)).context["page"].going
        Hand.objects.create(student=darius)
        assert desk.get(address(darius)).context["page"].going

    def test_whoever_asked_for_help_is_answered_after_the_goal_too(
        self, desk: Client, cohort: Cohort, darius: Student
    ) -> None:
        for _ in range(cohort.goal):
            factories.make_held(darius)
        hand = Hand.objects.create(student=darius)
        assert send(desk, darius).status_code == 302
        hand.refresh_from_db()
        assert hand.nudged == Nudged.objects.get()

    def test_whoever_thanks_late_is_nudged_after_the_goal_too(
        self, desk: Client, cohort: Cohort, darius: Student
    ) -> None:
        for _ in range(cohort.goal):
            factories.make_held(darius, ended_ago=timedelta(days=3))
        assert send(desk, darius).status_code == 302
        assert Nudged.objects.get().student == darius

    def test_one_that_was_stopped_is_no_nudge(self, desk: Client, cohort: Cohort, bob: User, darius: Student) -> None:
        nudged = factories.make_nudged(darius, cohort=cohort, adviser=bob)
        Nudged.objects.filter(pk=nudged.pk).update(stopped_at=clock.now())
        assert "Send to 1" in desk.get(address(darius)).text


class TestWithoutAScript:
    """Each press brings the page back, with every word."""

    def press(self, desk: Client, *students: Student, **values: Any) -> Any:
        sent = sheet(desk, *students, **values)
        del sent["send"]
        return desk.post(address(*students), sent)

    def test_the_next_student(self, desk: Client, darius: Student, oksana: Student) -> None:
        page = self.press(desk, darius, oksana, at=oksana.pk, body="Dear {first name}, my own words")
        assert page.status_code == 200
        assert "What Oksana will read" in page.text
        assert "Previous: Darius" in page.text
        assert 'Dear <span class="merge">Oksana</span>, my own words' in page.text
        assert "Dear {first name}, my own words</textarea>" in page.text
        assert not Nudge.objects.exists()

    def test_another_text_sets_typed_words_aside_and_brings_them_back(self, desk: Client, darius: Student) -> None:
        page = self.press(desk, darius, start="1", template="still", body="My own words", subject="Mine")
        form = page.context["form"]
        assert form["subject"].value() == "Is something in the way?"
        assert "Bring my earlier text back" in page.text
        values = {name: form[name].value() for name in ("subject", "body", "template", "aside_subject", "aside_body")}
        back = self.press(desk, darius, bring_back="1", **values).context["form"]
        assert (back["subject"].value(), back["body"].value()) == ("Mine", "My own words")
        assert back["aside_body"].value() == form["body"].value()
        assert back["template"].value() == ""

    def test_start_from_names_the_text_that_stands_there(self, desk: Client, darius: Student) -> None:
        first = self.press(desk, darius, start="1", template="still", body="My own words", subject="Mine")
        assert '<option value="still" selected>' in first.text
        names = ("subject", "body", "template", "aside_subject", "aside_body")
        for own, template in ((True, ""), (False, "still")):
            values = {name: first.context["form"][name].value() for name in names}
            first = self.press(desk, darius, bring_back="1", **values)
            assert ('<option value="" selected>Your own words</option>' in first.text) == own
            assert first.context["form"]["template"].value() == template
            assert first.text.count(" selected>") == 1

    def test_a_template_left_as_it_was_is_not_set_aside(self, desk: Client, darius: Student) -> None:
        page = self.press(desk, darius, start="1", template="still")
        assert page.context["form"]["body"].value().startswith("Hi {first name}")
        assert "Bring my earlier text back" not in page.text

    def test_a_text_of_the_program_is_there_to_start_from(self, desk: Client, darius: Student) -> None:
        NudgeTemplate.objects.create(name="Ours", reason="hand", subject="Hello", body="Hi {first name}")
        assert ">Ours</option>" in desk.get(address(darius)).text


class TestWithAScript:
    def test_the_preview_follows_what_is_typed(self, desk: Client, darius: Student, oksana: Student) -> None:
        values = sheet(desk, darius, oksana, preview="1", body="So far {count}", show=oksana.pk)
        del values["send"]
        part = desk.post(address(darius, oksana), values, headers={"HX-Request": "true"})
        assert part.status_code == 200
        assert part.text.strip().startswith("<title>Nudge 2 students · Acquaint</title>")
        assert '<div id="summary" hx-swap-oob="true"></div>' in part.text
        assert 'So far <span class="merge">0 of 3</span>' in part.text
        assert "What Oksana will read" in part.text
        assert "<textarea" not in part.text

    def test_a_mistake_is_pointed_out_as_it_is_typed(self, desk: Client, darius: Student) -> None:
        values = sheet(desk, darius, preview="1", body="Hi {email}")
        del values["send"]
        part = desk.post(address(darius), values, headers={"HX-Request": "true"})
        assert part.status_code == 422
        assert "Acquaint can’t fill {email}." in part.text
        assert "<title>Error: Nudge 1 student · Acquaint</title>" in part.text
        assert "data-error-summary" not in part.text, "who types is not interrupted"

    def test_a_tick_counts_at_once(self, desk: Client, cohort: Cohort, bob: User, darius: Student) -> None:
        factories.make_nudged(darius, cohort=cohort, adviser=bob)
        values = sheet(desk, darius, preview="1", also=[darius.pk])
        del values["send"]
        part = desk.post(address(darius), values, headers={"HX-Request": "true"}).text
        assert "Send to 1" in part
        assert "Nobody is left out" in part

    def test_another_text_comes_with_its_preview(self, desk: Client, darius: Student) -> None:
        values = sheet(desk, darius, start="1", template="hand")
        del values["send"]
        part = desk.post(address(darius), values, headers={"HX-Request": "true"}).text
        assert part.count("That is the hardest part, and it’s done.") == 2
        # Within the part that is exchanged they are no parts of their own, which would take them out of it.
        written = part.partition('id="preview"')[0]
        assert all(f'id="{name}"' in written for name in ("subject-mistakes", "body-mistakes", "filled"))
        assert "hx-swap-oob" not in written
