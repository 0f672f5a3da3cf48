"""Wrong codes are counted; a class with the right one is never stopped."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from surveys.responses.guessing import Allowance, GuessLimiter

SMALL = Allowance(seconds=600, per_visitor=4, altogether=10, under_attack=1)


def fail(limiter: GuessLimiter, visitor: str, times: int, at: float = 0) -> int:
    """Try wrong codes; return how many were let through."""
    let_through = 0
    for _ in range(times):
        if limiter.may_try(visitor, "WRONGWRN", at):
            let_through += 1
            limiter.count_failure(visitor, at)
    return let_through


def test_a_visitor_gets_so_many_wrong_codes_and_no_more() -> None:
    assert fail(GuessLimiter(SMALL), "school", 20) == 4


def test_another_visitor_is_not_touched() -> None:
    limiter = GuessLimiter(SMALL)
    fail(limiter, "attacker", 20)

    assert limiter.may_try("school", "RIGHTCDE", 0)


def test_everything_is_forgotten_after_ten_minutes() -> None:
    limiter = GuessLimiter(SMALL)
    fail(limiter, "school", 20, at=599)

    assert not limiter.may_try("school", "RIGHTCDE", 599.9)
    assert limiter.may_try("school", "RIGHTCDE", 600)


def test_a_class_that_has_begun_goes_on_although_somebody_in_the_school_is_guessing() -> None:
    limiter = GuessLimiter(SMALL)
    limiter.remember_use("school", "RIGHTCDE")
    fail(limiter, "school", 20)

    assert all(limiter.may_try("school", "RIGHTCDE", 0) for _ in range(25))
    assert not limiter.may_try("school", "OTHERCDE", 0)


def test_four_classes_that_all_mistype_at_once_are_let_through() -> None:
    assert fail(GuessLimiter(), "school", 4 * 28) == 4 * 28


def test_an_attack_from_many_addresses_leaves_each_a_few_tries() -> None:
    limiter = GuessLimiter(SMALL)
    for number in range(10):
        fail(limiter, f"bot {number}", 1)

    assert limiter.may_try("school", "RIGHTCDE", 0)  # an honest visitor, at first try
    assert fail(limiter, "new bot", 20) == 1


def test_what_is_remembered_has_a_bound() -> None:
    limiter = GuessLimiter(replace(SMALL, most_remembered=3))
    for number in range(10):
        limiter.remember_use("school", f"CODE{number}")
    fail(limiter, "school", 20)

    kept = [number for number in range(10) if limiter.may_try("school", f"CODE{number}", 0)]
    assert kept == [9]


def test_failures_are_counted_exactly_by_many_threads() -> None:
    limiter = GuessLimiter(Allowance(per_visitor=2000))
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda _: limiter.count_failure("school", 0), range(1999)))

    assert fail(limiter, "school", 20) == 1
