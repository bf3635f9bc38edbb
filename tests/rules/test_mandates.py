"""Who holds a seat until when: terms, renewals by thirds, replacements, the bureau; to the day, over any February."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.rules import mandates as law
from governance.rules.sortition import draw

START = date(2026, 3, 1)
days = st.dates(date(1990, 1, 1), date(2200, 1, 1))


def test_st_12_1_a_mandate_ends_six_years_after_it_began():
    assert law.end_of_term(START, 72) == date(2032, 3, 1)


@pytest.mark.parametrize(
    ("since", "end"),
    [
        (date(2028, 2, 28), date(2034, 2, 28)),
        (date(2028, 2, 29), date(2034, 3, 1)),  # the last day is the 28th of February, as six full years ask
        (date(2026, 3, 1), date(2032, 3, 1)),
        (date(2026, 8, 31), date(2032, 8, 31)),
        (date(2022, 2, 28), date(2028, 2, 28)),
    ],
)
def test_a_term_is_exact_across_the_end_of_february(since, end):
    assert law.end_of_term(since, 72) == end


@given(days, st.integers(1, 120))
def test_a_term_never_misses_a_day(since, months):
    end = law.end_of_term(since, months)
    passed = (end.year - since.year) * 12 + end.month - since.month
    assert (passed, end.day) in ((months, since.day), (months + 1, 1))


def test_st_12_4b_a_replacement_ends_when_the_replaced_mandate_would_have():
    assert law.end_of_term(date(2029, 6, 1), 72, date(2031, 3, 1)) == date(2031, 3, 1)


def test_nobody_replaces_a_mandate_that_is_over():
    with pytest.raises(ValueError, match="full term"):
        law.end_of_term(date(2031, 3, 1), 72, date(2031, 3, 1))


@pytest.mark.parametrize(
    ("assembly", "replaced", "end"),
    [
        (date(2029, 4, 1), date(2031, 3, 1), date(2029, 4, 1)),
        (date(2031, 4, 1), date(2031, 3, 1), date(2031, 3, 1)),
        (None, date(2031, 3, 1), date(2031, 3, 1)),
        (date(2029, 4, 1), None, date(2029, 4, 1)),
        (None, None, None),
    ],
)
def test_st_12_4a_a_provisional_mandate_ends_at_the_next_assembly_and_never_after_the_one_it_replaces(
    assembly, replaced, end
):
    assert law.end_of_provisional(assembly, replaced) == end


def test_st_17_1_a_post_lasts_two_years_and_never_longer_than_the_seat():
    assert law.end_in_bureau(START, 24, date(2032, 3, 1)) == date(2028, 3, 1)
    assert law.end_in_bureau(START, 24, date(2027, 9, 1)) == date(2027, 9, 1)
    assert law.end_in_bureau(START, 24, None) == date(2028, 3, 1)


def test_st_12_2a_the_first_renewal_draws_two_of_six_at_year_two():
    first = law.renewal(6, START, [])
    assert (first.turn, first.on, first.pool, first.take, first.by_lot) == (
        1,
        date(2028, 3, 1),
        (1, 2, 3, 4, 5, 6),
        2,
        True,
    )
    assert not first.is_due(date(2028, 2, 29))
    assert first.is_due(date(2028, 3, 1))


def test_st_12_2b_the_second_draws_two_of_the_four_others_at_year_four():
    second = law.renewal(6, START, [{2, 5}])
    assert (second.turn, second.on, second.pool, second.take) == (2, date(2030, 3, 1), (1, 3, 4, 6), 2)


def test_st_12_2c_the_third_lists_the_two_that_remain_without_a_draw():
    third = law.renewal(6, START, [{2, 5}, {1, 6}])
    assert (third.turn, third.on, third.pool, third.by_lot) == (3, date(2032, 3, 1), (3, 4), False)


def test_after_three_renewals_nothing_is_drawn_any_more():
    assert law.renewal(6, START, [{2, 5}, {1, 6}, {3, 4}]) is None


@pytest.mark.parametrize(
    ("renewed", "words"),
    [
        ([{2, 7}], "seat 7"),
        ([{2, 5}, {5, 6}], "seat 5"),
        ([{2}], "renews 2 seats"),
        ([{1, 2, 3}], "renews 2 seats"),
    ],
)
def test_a_renewal_that_cannot_have_been_is_refused(renewed, words):
    with pytest.raises(ValueError, match=words):
        law.renewal(6, START, renewed)


@given(st.integers(3, 60), days, st.lists(st.integers(0, 10**9), min_size=2, max_size=2))
def test_st_12_2b_a_seat_renewed_is_never_drawn_again_and_each_is_renewed_once(seats, start, figures):
    renewed = []
    while coming := law.renewal(seats, start, renewed):
        pool = [str(seat) for seat in coming.pool]
        assert not set(coming.pool) & {seat for third in renewed for seat in third}
        third = draw(pool, coming.take, [str(figures[coming.turn - 1])]).selected if coming.by_lot else pool
        renewed.append({int(seat) for seat in third})
    assert len(renewed) == 3
    assert sorted(seat for third in renewed for seat in third) == list(range(1, seats + 1))


@given(days)
def test_renewals_come_every_two_years_and_the_last_where_the_first_terms_end(start):
    found = [law.renewal(6, start, renewed).on for renewed in ([], [{1, 2}], [{1, 2}, {3, 4}])]
    assert found == sorted(found)
    assert found[-1] == law.end_of_term(start, 72)


@given(days)
def test_st_12_2d_a_seat_renewed_at_year_two_ends_at_year_eight(start):
    renewed_on = law.renewal(6, start, []).on
    assert law.end_of_term(renewed_on, 72) in (
        law.end_of_term(start, 96),
        law.end_of_term(start, 96).replace(day=1, month=3),
    )


def test_what_is_vacant_is_listed_in_order():
    assert law.vacant(6, {1, 4}) == (2, 3, 5, 6)
    assert law.vacant_posts(law.POSTS, {"secretary"}) == ("president", "treasurer")


def test_a_27_below_four_of_six_the_board_is_short():
    assert [law.is_short(6, n) for n in range(7)] == [True] * 4 + [False] * 3


@pytest.mark.parametrize(
    ("post", "person", "holders", "why"),
    [
        ("president", "ana", {}, ""),
        ("treasurer", "cid", {"president": "ana", "secretary": "bob"}, ""),
        ("king", "ana", {}, "unknown"),
        ("president", "dia", {}, "no_administrator"),
        ("president", "bob", {"president": "ana"}, "taken"),
        ("secretary", "ana", {"president": "ana"}, "holds_another"),
    ],
)
def test_st_17_1_the_three_posts_are_held_by_three_administrators(post, person, holders, why):
    assert law.against_post(post, person, law.POSTS, holders, {"ana", "bob", "cid"}) == why
