from datetime import timedelta

from apps.outbox.retry import RetryPolicy


def test_waits_double_up_to_the_longest_and_spread():
    policy = RetryPolicy(first=timedelta(minutes=1), longest=timedelta(hours=1))
    for attempts, minutes in ((1, 1), (2, 2), (5, 16), (7, 60), (1000, 60)):
        waits = [policy.wait(attempts) / timedelta(minutes=minutes) for _ in range(200)]
        assert min(waits) >= 0.5
        assert max(waits) <= 1.5
        assert max(waits) - min(waits) > 0.5


def test_a_code_is_tried_often_enough_within_its_fifteen_minutes():
    policy = RetryPolicy().hurried()
    waits = [min(policy.first * 2**number, policy.longest) for number in range(8)]
    assert waits[0] == policy.server_down == timedelta(seconds=5)
    assert sum(waits[:7], timedelta()) < timedelta(minutes=15) < sum(waits, timedelta())


def test_what_is_in_a_hurry_already_is_not_slowed_down():
    policy = RetryPolicy(first=timedelta(seconds=0.5), server_down=timedelta(seconds=1))
    assert policy.hurried() == policy
