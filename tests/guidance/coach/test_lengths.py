"""How long the writer asks for."""

from apps.guidance.coach.lengths import length_asked

FOUND = [
    "Could we talk for 20 min?",
    "a 15-minute call",
    "half an hour of your time",
    "Do you have thirty minutes?",
    "20–30 minutes",
    "Could I call you from 4 to 4:30 on Friday?",
    "a half-hour chat",
    "a quarter of an hour",
    "Could we speak for an hour?",
    "15 or 20 minutes would be great",
    "twenty to twenty-five minutes",
    "30mins max",
    "under half an hour",
    "3:00-3:20 pm on Tuesday",
    "I'd need ten minutes at most",
    "a quick 15?",
    "no more than 15 minutes",
    "1/2 hour",
    "between 2:00 and 2:30",
    "one hour on Zoom",
    "forty-five minutes",
    "15min on the phone",
    "for 20 or so minutes",
    "fifteen to twenty min",
    "thirty short minutes",
    "could you spare me 25",
    "half of an hour",
    "a 30 min zoom",
    "twenty minutes, no more",
    "45 minutes tops",
    "from 12:15 to 12:45",
    "for about an hour",
    "15 to, at most, 20 minutes",
    "20 of your minutes",
    "a thirty-minute phone call",
    "5 minutes would be enough",
    "ten or fifteen minutes",
]


NOT_FOUND = [
    "a quick chat",
    "a few minutes",
    "XX minutes",
    "coffee sometime",
    "a couple of minutes",
    "I have ten questions",
    "I live twenty minutes away",
    "I work 12 hours a week",
    "your office hours",
    "I'm free between 9 and 5",
    "in two weeks",
    "I was five minutes late to your talk",
    "I watched your two-hour film",
    "within the hour",
    "a 3-hour lab course",
    "do you have a minute",
    "some of your time",
    "Thursday at 4",
    "I studied for 3 hours",
    "I waited forty minutes at your booth",
    "the 20-minute walk to class",
    "24 hours",
    "for 2 years",
    "a short call",
    "however long you like",
    "a little time",
    "an afternoon coffee",
    "at 3:30 on Friday",
    "I am 20",
    "the 5 minute mile",
    "two semesters",
    "my shift ends in an hour",
    "I've thought about it for hours",
    "a moment of your time",
    "for a while",
    "ten years of work",
    "I run 30 minutes every day",
    "after a 12-hour shift",
]


def test_each_is_a_length() -> None:
    assert [text for text in FOUND if not length_asked(text)] == []


def test_each_is_no_length() -> None:
    assert [text for text in NOT_FOUND if length_asked(text)] == []
