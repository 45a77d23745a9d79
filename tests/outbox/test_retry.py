from datetime import timedelta

from apps.outbox.retry import RetryPolicy


def test_waits_double_up_to_the_longest_and_spread():
    policy = RetryPolicy(first=timedelta(minutes=1), longest=timedelta(hours=1))
    for attempts, minutes in ((1, 1), (2, 2), (5, 16), (7, 60), (1000, 60)):
        waits = [policy.wait(attempts) / timedelta(minutes=minutes) for _ in range(200)]
        assert min(waits) >= 0.5
        assert max(waits) <= 1.5
        assert max(waits) - min(waits) > 0.5
