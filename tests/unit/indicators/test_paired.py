import math

import pytest

from surveys.indicators.paired import PairedTable, mcnemar, newcombe_change

# Agresti's approval ratings, the example of R's mcnemar.test.
APPROVAL = PairedTable(both=794, lost=150, gained=86, neither=570)


def test_mcnemar_agrees_with_r_on_the_approval_ratings() -> None:
    test = mcnemar(APPROVAL)

    assert (test.chi_squared, test.p) == pytest.approx((17.3559322, 3.09929344e-05))
    assert (test.corrected_chi_squared, test.corrected_p) == pytest.approx((16.81779661, 4.11456228e-05))
    assert test.exact == pytest.approx(3.71593613957e-05)  # binom.test(86, 236)


def test_change_of_the_approval_ratings() -> None:
    limits = newcombe_change(APPROVAL)

    assert pytest.approx(-0.0400) == APPROVAL.change
    assert pytest.approx((0.0587 - 0.0213) / 2 / 1.96, abs=5e-5) == APPROVAL.se
    assert (limits.low, limits.high) == pytest.approx((-0.0587, -0.0212), abs=5e-5)


def test_exact_and_corrected_test_of_armitage_and_berry() -> None:
    test = mcnemar(PairedTable(both=20, lost=12, gained=2, neither=16))  # statsdirect.com, McNemar

    assert test.corrected_chi_squared == pytest.approx(5.785714, abs=5e-7)
    assert test.exact == pytest.approx(0.0129, abs=5e-5)
    assert test.midp == pytest.approx(0.0129395 - math.comb(14, 2) / 2**14, abs=5e-7)


def test_newcombe_interval_of_paired_shares() -> None:
    # Newcombe (1998), Statistics in Medicine 17:2635-2650, method 10; before minus after there.
    limits = newcombe_change(PairedTable(36, 12, 2, 0))

    assert (-limits.high, -limits.low) == pytest.approx((0.0569, 0.3404), abs=5e-5)


def test_interval_of_a_reversed_change_is_the_mirror_image() -> None:
    there, back = newcombe_change(PairedTable(20, 12, 2, 16)), newcombe_change(PairedTable(20, 2, 12, 16))

    assert (there.low, there.high) == pytest.approx((-back.high, -back.low))


def test_without_a_discordant_pair_nothing_speaks_for_a_change() -> None:
    test = mcnemar(PairedTable(5, 0, 0, 5))

    assert (test.p, test.corrected_p, test.exact, test.midp) == (1, 1, 1, 1)


def test_as_many_gained_as_lost_gives_no_evidence_at_all() -> None:
    assert mcnemar(PairedTable(0, 7, 7, 0)).midp == pytest.approx(1)


def test_without_pupils_there_is_no_change_and_no_interval() -> None:
    empty = PairedTable(0, 0, 0, 0)

    assert math.isnan(empty.change)
    assert math.isnan(empty.se)
    assert math.isnan(newcombe_change(empty).low)


def test_a_million_pairs_are_no_trouble() -> None:
    test = mcnemar(PairedTable(500_000, 250_500, 249_500, 0))

    assert test.midp == pytest.approx(test.p, rel=1e-2)
