import pytest

from apps.campus.models import Format
from apps.preparation.checklist import lines
from apps.preparation.models import ChecklistTick


@pytest.mark.parametrize("format", ["", *Format.values])
def test_each_line_is_ticked_by_a_key_of_its_own(format: str) -> None:
    keys = [line.key for line in lines(format, name="Rosa")]
    assert len(keys) == len(set(keys)) >= 4
    assert max(map(len, keys)) <= ChecklistTick._meta.get_field("item").max_length


def test_what_always_holds_is_on_every_list_and_the_rest_by_the_format() -> None:
    always = {line.key for line in lines("", name="Rosa")}
    own = {format: {line.key for line in lines(format, name="Rosa")} - always for format in Format.values}
    assert always == {"say-who-you-are", "listen", "resume", "no-favors"}
    assert {"public-place", "arrive-early", "offer-to-pay"} == own[Format.IN_PERSON]
    assert all(own.values())


def test_whoever_has_little_money_is_told_what_to_suggest() -> None:
    (pay,) = (line for line in lines(Format.IN_PERSON, name="Rosa") if line.key == "offer-to-pay")
    assert "If money is tight" in pay.more


def test_in_messages_nobody_says_or_hears_anything() -> None:
    said = " ".join(line.text + line.more for line in lines(Format.MESSAGES, name="Rosa"))
    assert "Rosa just wrote" in said
    assert "lead" not in said
