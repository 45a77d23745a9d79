"""The questions on the page to prepare on."""

import pytest
from django.test import Client

from apps.interviews.models import Interview
from apps.preparation.models import Question, ResearchNote
from apps.students.models import Student
from tests.factories import make_interview, make_question
from tests.preparation.pages import shown, url


class TestQuestions:
    def test_from_nothing_to_six_in_one_press(self, phone: Client, dated: Interview) -> None:
        assert "Start with these six" in shown(phone, dated)
        for _ in range(2):
            phone.post(url("starters", dated))
        page = shown(phone, dated)
        assert "Your six questions" in page
        assert "Start with these six" not in page
        assert "You have room for two more." in page

    @pytest.mark.parametrize(
        ("text", "said"),
        [("", "Write your question first."), ("what happens on day 0 ?", "You have this question already."),
         ("x" * 301, "at most 300"), ("a\x00b", "cannot be kept")],
    )  # fmt: skip
    def test_what_is_refused_stays_in_its_field(self, phone: Client, dated: Interview, text: str, said: str) -> None:
        asked = make_question(dated)
        answer = phone.post(url("questions", dated), {"text": text, "after": asked.pk})
        assert answer.status_code == 422
        assert answer.context["own"]["text"].value() == text
        assert any(said in error for error in answer.context["own"].errors["text"])
        assert Question.objects.get() == asked

    def test_marks_and_line_breaks_that_were_pasted_are_cleaned(self, phone: Client, dated: Interview) -> None:
        phone.post(url("questions", dated), {"text": "What\r\n is \u202enew\u200b?"})
        assert Question.objects.first().text == "What is new?"

    def test_ticked_ones_go_on_the_list_and_are_not_offered_again(self, phone: Client, dated: Interview) -> None:
        answer = phone.post(url("picks", dated), {"keys": ["last-week", "best-way-in", "none-such"]})
        assert answer.url == f"{url('prepare', dated)}#questions"
        page = shown(phone, dated)
        assert 'value="last-week"' not in page
        assert 'value="known-before"' in page
        assert list(dated.prepared_questions.values_list("bank_key", flat=True)) == [
            "last-week", "best-way-in", "who-else",
        ]  # fmt: skip

    def test_nothing_ticked_is_said_and_what_does_not_fit_stays_ticked(self, phone: Client, dated: Interview) -> None:
        assert phone.post(url("picks", dated), {"keys": ["none-such"]}).status_code == 422
        for _ in range(30):
            make_question(dated)
        answer = phone.post(url("picks", dated), {"keys": ["last-week"]})
        assert answer.status_code == 422
        assert 'value="last-week" checked' in answer.content.decode()

    def test_up_and_down_and_the_focus_stays_on_the_button(self, phone: Client, dated: Interview) -> None:
        one, two, three = (make_question(dated, text) for text in ("1?", "2?", "3?"))
        make_question(dated, "Who else?", is_referral=True)

        def press(question: Question, to: object) -> str:
            return phone.post(url("move", dated, question.pk), {"to": to}).url.partition("#")[2]

        assert press(one, 1) == f"down-{one.pk}"
        assert press(one, 2) == f"up-{one.pk}"  # at the end there is no Down to come back to
        assert press(three, 0) == f"down-{three.pk}"
        assert [row.text for row in dated.prepared_questions.all()] == ["3?", "2?", "1?", "Who else?"]
        for junk in ("", "-1", "up", "٣", "9" * 5000):
            assert press(two, junk) == "questions"
        page = shown(phone, dated)
        assert f'id="up-{three.pk}" disabled' in page
        assert f'id="down-{one.pk}" disabled' in page
        assert "Always last" in page

    def test_words_are_changed_in_place(self, phone: Client, dated: Interview) -> None:
        asked, other = make_question(dated), make_question(dated, "Why?")
        form = {"text": "What happens first?", "version": asked.version}
        assert phone.post(url("question", dated, asked.pk), form).url.endswith(f"#question-{asked.pk}")
        answer = phone.post(url("question", dated, asked.pk), form | {"text": "From the older tab?"})
        assert answer.status_code == 409
        assert "What happens first?" in answer.content.decode()
        assert "From the older tab?" in answer.content.decode()
        for text in ("", "why"):
            answer = phone.post(url("question", dated, asked.pk), {"text": text})
            assert answer.status_code == 422
            assert "data-error-summary" in answer.content.decode()
        assert Question.objects.get(pk=other.pk).text == "Why?"

    def test_words_for_a_question_that_is_gone_are_given_back(self, phone: Client, dated: Interview) -> None:
        page = phone.get(url("prepare", dated))
        gone = make_question(dated).pk
        Question.objects.all().delete()
        token = {"form_token": page.content.decode().partition('name="form_token" value="')[2].partition('"')[0]}
        answer = phone.post(url("question", dated, gone), {"text": "My own words"} | token, follow=True)
        assert "My own words" in answer.content.decode()
        assert "was removed meanwhile" in answer.content.decode()

    def test_a_hint_stands_under_its_question_and_its_words_are_used_at_a_press(
        self, phone: Client, dated: Interview
    ) -> None:
        asked = make_question(dated, "Do you like your job?")
        assert "This one can end at “yes.”" in shown(phone, dated)
        answer = phone.post(url("wording", dated, asked.pk), {"rule": "closed"}, follow=True)
        assert "This one can end at" not in answer.content.decode()
        better = Question.objects.get()
        assert better.text != asked.text
        assert "Your words were: “Do you like your job?”" in answer.content.decode()
        (row,) = answer.context["questions"]
        back = {"text": row["former"], "version": better.version}
        answer = phone.post(url("question", dated, asked.pk), back, follow=True)
        assert Question.objects.get().text == "Do you like your job?"
        assert "Your words were" not in answer.content.decode()

    def test_what_stands_on_the_research_sheet_need_not_be_asked(self, phone: Client, dated: Interview) -> None:
        make_question(dated, "How many people work at the hospital in Fairhaven?")
        ResearchNote.objects.create(interview=dated, slot="path", body="She studied law in Ohio.")
        before = shown(phone, dated)
        ResearchNote.objects.create(
            interview=dated, slot="organization", body="The hospital in Fairhaven: 400 people work there."
        )
        assert shown(phone, dated).count("You found this already") == before.count("You found this already") + 1

    @pytest.mark.parametrize("slot", ["still_to_know", "bring_up"])
    def test_what_one_only_wants_to_know_is_not_found_already(self, phone: Client, dated: Interview, slot: str) -> None:
        make_question(dated, "How many people work at the hospital in Fairhaven?")
        wish = "How many of the 400 people at the hospital in Fairhaven work at night?"
        ResearchNote.objects.create(interview=dated, slot=slot, body=wish)
        assert "You found this already" not in shown(phone, dated)
        ResearchNote.objects.update(slot="organization")
        assert "You found this already" in shown(phone, dated)

    def test_the_list_as_a_whole_gets_hints_and_the_last_question_back(self, phone: Client, dated: Interview) -> None:
        for _ in range(9):
            make_question(dated)
        page = shown(phone, dated)
        assert "Choose the best 8" in page
        assert "Add it as the last one" in page
        for _ in range(2):
            phone.post(url("more_people", dated))
        assert "Add it as the last one" not in shown(phone, dated)
        assert dated.prepared_questions.last().is_referral

    def test_removed_it_is_put_back_at_a_press(self, phone: Client, dated: Interview) -> None:
        for text in ("1?", "2?", "3?"):
            make_question(dated, text)
        gone = Question.objects.get(text="2?")
        page = phone.post(url("remove", dated, gone.pk), follow=True)
        assert [row["question"].text for row in page.context["questions"]] == ["1?", "3?"]
        (removed,) = page.context["removed"]
        assert "Removed: “2?”" in page.content.decode()
        assert "Removed" not in shown(phone, dated), "it is said once"
        back = {name: removed[name] for name in ("text", "bank_key", "position")}
        for _ in range(2):
            phone.post(url("withdraw_removal", dated), back)
        assert [row.text for row in dated.prepared_questions.all()] == ["1?", "2?", "3?"]

    def test_of_two_that_were_removed_each_is_put_back(self, phone: Client, dated: Interview) -> None:
        asked = [make_question(dated, text) for text in ("1?", "2?", "3?", "4?", "5?")]
        for one in asked[:4]:
            page = phone.post(url("remove", dated, one.pk), follow=True)
        assert [one["text"] for one in page.context["removed"]] == ["2?", "3?", "4?"], "the last three"
        page = phone.post(url("withdraw_removal", dated), {"text": "3?", "position": 0}, follow=True)
        assert [one["text"] for one in page.context["removed"]] == ["2?", "4?"]
        page = phone.post(url("withdraw_removal", dated), {"text": "2?", "position": 0}, follow=True)
        page = phone.post(url("withdraw_removal", dated), {"text": "4?", "position": 2}, follow=True)
        assert page.context["removed"] == []
        assert [row.text for row in dated.prepared_questions.all()] == ["2?", "3?", "4?", "5?"]

    def test_of_another_conversation_nothing_is_offered_back(
        self, phone: Client, alice: Student, dated: Interview
    ) -> None:
        phone.post(url("remove", dated, make_question(dated, "Mine?").pk))
        assert "Mine?" not in shown(phone, make_interview(student=alice))
        assert "Mine?" in shown(phone, dated)
