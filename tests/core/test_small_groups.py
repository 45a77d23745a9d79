"""No small group can be told from what a report shows: read, or reckoned back from totals."""

from itertools import combinations, product

import pytest

from apps.core.small_groups import FEWEST, Group, Said, part, shown


def people(*numbers: int) -> list[tuple[Group]]:
    return [(Group(number, number),) for number in numbers]


def answers(*pairs: tuple[int, int]) -> list[tuple[Group, Group]]:
    return [(Group(yes, yes), Group(no, no)) for yes, no in pairs]


@pytest.mark.parametrize(
    ("numbers", "seen"),
    [
        ((12, 3, 20), "--x"),  # one small cell: 35 - 12 - 20 would give it back
        ((0, 3, 20), "x--"),  # a zero beside one hidden cell gives it back as well
        ((1, 2, 40), "---"),  # two small cells that sum small
        ((18, 2), "--"),  # the complement
        ((9,), "-"),  # all or none
        ((9, 0, 0), "---"),  # all or none, told by the zeros
        ((3, 4, 40), "--x"),  # two small cells hide each other
        ((3, 0, 0), "---"),  # too few in all
        ((5, 6, 7), "xxx"),
        ((5, 0, 7), "xxx"),
        ((0, 0), "--"),
    ],
)
def test_rows_of_people(numbers: tuple[int, ...], seen: str) -> None:
    assert shown(people(*numbers), each_once=True) == [mark == "x" for mark in seen]


def _told(numbers: tuple[int, ...], seen: list[bool]) -> set[int]:
    """The sizes of all groups that a reader of the rows and their total can tell."""
    hidden = sum(number for number, is_seen in zip(numbers, seen, strict=True) if not is_seen)
    return {number for number, is_seen in zip(numbers, seen, strict=True) if is_seen} | ({hidden} - {sum(numbers)})


def test_no_small_group_is_told_by_any_small_table() -> None:
    for numbers in product((0, 1, 4, 5, 9, 20), repeat=4):
        seen = shown(people(*numbers), each_once=True)
        assert not [told for told in _told(numbers, seen) if 0 < told < FEWEST], numbers
        assert sum(numbers) == 0 or max(number for number in _told(numbers, seen) | {0}) < sum(numbers), numbers


def test_what_a_table_need_not_hide_it_shows() -> None:
    for numbers in product((5, 8, 30), repeat=4):
        assert all(shown(people(*numbers), each_once=True))


def test_two_columns_are_shown_together_and_neither_side_is_small() -> None:
    assert shown(answers((20, 18), (15, 6), (9, 9))) == [True, True, True]
    # 9 of 9 answered: that tells of each that they did.
    assert shown(answers((20, 18), (15, 6), (9, 0))) == [True, False, False]
    assert shown(answers((20, 18), (9, 2))) == [False, False]
    assert shown(answers((20, 4))) == [False]
    assert shown(answers((20, 18))) == [True]


def test_the_people_behind_a_number_count_and_not_the_number() -> None:
    # Forty conversations of three students, and whoever is behind the others may be the same.
    rows = [(Group(40, 3),), (Group(12, 8),), (Group(30, 20),)]
    assert shown(rows) == [False, False, True]
    assert shown([(Group(4, 4),), (Group(4, 4),), (Group(30, 20),)]) == [False, False, False]
    assert shown([(Group(4, 4),), (Group(4, 4),), (Group(30, 20),)], each_once=True) == [False, False, True]


def test_what_is_hidden_elsewhere_is_hidden_here_with_the_smallest_other() -> None:
    assert shown(people(10, 11, 12, 0), each_once=True, hidden=[3]) == [False, True, True, False]
    assert shown(people(10, 11, 12), each_once=True, hidden=[2]) == [True, True, False]


def test_a_row_takes_another_of_the_same_sum_with_it() -> None:
    # Taken alone, the table would hide 3 and 8; beside "8 of 33 reached the goal" 3 could be reckoned.
    numbers = people(10, 3, 12, 8)
    assert shown(numbers, each_once=True) == [True, False, True, False]
    assert shown(numbers, each_once=True, known=[(0, 1, 2), (3,)]) == [False, False, True, True]


@pytest.mark.parametrize(
    ("group", "rest", "said"),
    [
        (18, 44, Said.EXACTLY),
        (5, 5, Said.EXACTLY),
        (18, 2, Said.MOST),
        (9, 1, Said.MOST),
        (25, 0, Said.MOST),
        (3, 20, Said.FEW),
        (0, 20, Said.FEW),
        (5, 3, Said.NOT),  # of eight: at least four and at most four
        (3, 3, Said.NOT),
        (0, 0, Said.NOT),
    ],
)
def test_a_part_of_a_whole(group: int, rest: int, said: Said) -> None:
    assert part(Group(group, group), Group(rest, rest)) is said


def test_a_part_of_many_by_few_people_is_not_said() -> None:
    assert part(Group(30, 2), Group(40, 12)) is Said.NOT
    assert part(Group(40, 12), Group(30, 2)) is Said.NOT
    assert part(Group(40, 4), Group(2, 1)) is Said.MOST


def test_few_and_most_fit_five_numbers_each() -> None:
    for whole in range(10, 40):
        for number in range(whole + 1):
            said = part(Group(number, number), Group(whole - number, whole - number))
            same = [
                other
                for other in range(whole + 1)
                if part(Group(other, other), Group(whole - other, whole - other)) is said
            ]
            assert said is not Said.NOT
            assert said is Said.EXACTLY or len(same) == FEWEST, (whole, number)


def test_every_pair_of_shown_rows_leaves_a_group_of_five() -> None:
    """Between two filters: what one page shows and another leaves out."""
    for numbers in ((43, 40), (20, 12, 8, 7, 6)):
        seen = shown(people(*numbers), each_once=True)
        left = [number for number, is_seen in zip(numbers, seen, strict=True) if is_seen]
        for some in range(len(left)):
            for chosen in combinations(left, some):
                assert sum(numbers) - sum(chosen) >= FEWEST
