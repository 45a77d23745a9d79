import pytest

from apps.reminders.pages import links

pytestmark = pytest.mark.django_db


def test_a_link_says_who_and_which_group(alice, settings):
    settings.SITE_URL = "https://acquaint.campus.example"
    url = links.opt_out_url(user=alice, group="notes")

    assert url.startswith("https://acquaint.campus.example/reminders/opt-out/")
    assert links.read(url.rstrip("/").rsplit("/", 1)[1]) == (alice, "notes")


def test_every_altered_letter_spoils_it(alice):
    token = links.token(user=alice, group="notes")
    for place, letter in enumerate(token):
        other = "A" if letter != "A" else "B"
        with pytest.raises(links.BadLink):
            links.read(token[:place] + other + token[place + 1 :])


@pytest.mark.parametrize("token", ["", "x", ":", "x:y", "W10:y", "\x00", "é:é"])
def test_a_made_up_one_is_bad(token):
    with pytest.raises(links.BadLink):
        links.read(token)


def test_somebody_who_is_gone(alice):
    token = links.token(user=alice, group="notes")
    alice.delete()
    with pytest.raises(links.BadLink):
        links.read(token)
