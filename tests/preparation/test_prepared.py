from apps.interviews.models import Interview
from apps.preparation.models import ResearchNote
from apps.preparation.prepared import what_is_prepared
from tests.factories import make_question


def test_what_there_is_is_said_in_a_few_words(dated: Interview, django_assert_num_queries) -> None:
    assert not what_is_prepared(dated).is_begun
    make_question(dated)
    assert what_is_prepared(dated).in_words == "1 question"
    make_question(dated)
    ResearchNote.objects.create(interview=dated, slot="pay", body="It is in the handbook.")
    with django_assert_num_queries(2):
        assert what_is_prepared(dated).in_words == "2 questions, 1 of 7 filled on your research sheet"
