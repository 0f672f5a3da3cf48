"""Values of R 4.2.2 with survey 4.1.1 and clubSandwich 0.5.8 on the Californian schools, to ten digits."""

from typing import Any

import pytest

from tests.unit.indicators.analysing import SCHOOLS, analyse_text, schools

MET = {"kind": "proportion", "column": "met", "yes": ["Yes"]}
NO_LEARNERS = {"kind": "proportion", "column": "learners", "yes": ["0"]}
SCORE = {"kind": "mean", "column": "score"}
TYPES = {"type": {"E": 4421, "H": 755, "M": 1018}}
TYPES_AND_MET = TYPES | {"met": {"No": 1072, "Yes": 5122}}


def by_type(estimate: dict[str, Any], **settings: Any) -> dict[str, dict[str, Any]]:
    document = analyse_text(
        SCHOOLS, {"id": "one", "by": ["type"], **estimate}, cluster="district", **settings
    )
    return {result["group"]["type"]: result for result in document["results"]}


@pytest.mark.parametrize(
    ("interval", "low", "high"),
    [("logit", 0.00230469128414, 0.177747766823), ("beta", 0.000216146832743, 0.137507763915)],
)
def test_weights_and_finite_population(interval: str, low: float, high: float) -> None:
    # The documented example of svyciprop: dclus1, ell == 0.
    found = schools(NO_LEARNERS, weight="weight", fpc="population", interval=interval)

    assert found["estimate"] == pytest.approx(0.0218579234973)
    assert found["se"] == pytest.approx(0.0226224508611)
    assert found["deff"] == pytest.approx(4.35652, abs=5e-6)  # svymean(deff = "replace")
    assert (found["low"], found["high"]) == pytest.approx((low, high))


def test_weights_without_finite_population() -> None:
    found = schools(NO_LEARNERS, weight="weight", interval="wilson_effective")

    assert found["se"] == pytest.approx(0.022850, abs=5e-7)
    assert (found["low"], found["high"]) == pytest.approx((0.0031, 0.1367), abs=5e-5)


def test_mean_with_weights_and_finite_population() -> None:
    found = schools(SCORE, weight="weight", fpc="population")

    assert found["estimate"] == pytest.approx(644.16939890710)
    assert found["se"] == pytest.approx(23.54224069378)
    assert found["deff"] == pytest.approx(9.06974836245)
    assert (found["low"], found["high"]) == pytest.approx((593.676314463, 694.662483351))


def test_domains_keep_the_other_districts_in_their_variance() -> None:
    shares = by_type(MET, weight="weight", fpc="population", interval="logit")
    means = by_type(SCORE, weight="weight", fpc="population")

    # subset(dclus1, stype == ...), degf and svyciprop(method = "xlogit").
    assert {name: found["df"] for name, found in shares.items()} == {"E": 14, "H": 7, "M": 11}
    for name, se, low, high in (
        ("E", 0.0209842789525, 0.859206537056, 0.951986801472),
        ("H", 0.0914619099888, 0.503687967866, 0.929812572365),
        ("M", 0.109502248398, 0.412455444697, 0.865456261651),
    ):
        found = shares[name]
        assert (found["se"], found["low"], found["high"]) == pytest.approx((se, low, high))
    for name, se in (("E", 22.3624088938), ("H", 38.0202493594), ("M", 31.6094652272)):
        assert means[name]["se"] == pytest.approx(se)


def test_strata_with_a_lone_district() -> None:
    # options(survey.lonely.psu = "adjust")
    mean = schools(SCORE, stratum="stratum")
    share = schools(MET, stratum="stratum", interval="logit")

    assert (mean["se"], mean["df"]) == pytest.approx((21.7391240148, 11))
    assert share["se"] == pytest.approx(0.0198236865874)
    assert (share["low"], share["high"]) == pytest.approx((0.823845247114, 0.91187441511))
    high_schools = by_type(SCORE, stratum="stratum")["H"]
    assert (high_schools["se"], high_schools["df"]) == pytest.approx((36.9952827739, 5))


def test_a_lone_district_is_noted() -> None:
    document = analyse_text(SCHOOLS, {"id": "one", **SCORE}, cluster="district", stratum="stratum")

    assert document["notes"] == ["strata with one cluster only: 1; it was centred at the grand mean"]


@pytest.mark.parametrize(("population", "se"), [("population", 23.9204864451), (None, 24.1610605815)])
def test_post_stratification(population: str | None, se: float) -> None:
    found = schools(SCORE, weight="weight", fpc=population, rake={"margins": TYPES})

    assert (found["estimate"], found["se"]) == pytest.approx((642.310788212, se))


@pytest.mark.parametrize(("population", "se"), [("population", 23.7036168879), (None, 23.9420099146)])
def test_raking(population: str | None, se: float) -> None:
    found = schools(SCORE, weight="weight", fpc=population, rake={"margins": TYPES_AND_MET})

    assert (found["estimate"], found["se"]) == pytest.approx((641.230320927, se))
    assert found["unweighted"] == pytest.approx(644.16939890710)


def test_shares_and_domains_under_calibrated_weights() -> None:
    stratified = schools(MET, weight="weight", rake={"margins": TYPES}, interval="logit")
    raked = by_type(SCORE, weight="weight", rake={"margins": TYPES_AND_MET})["M"]

    assert stratified["se"] == pytest.approx(0.0224550823901)
    assert (stratified["low"], stratified["high"]) == pytest.approx((0.806276181358, 0.903329674238))
    assert (raked["estimate"], raked["se"]) == pytest.approx((629.021538267, 30.2642249233))


def test_ratio() -> None:
    ratio = {"kind": "ratio", "numerator": "tested", "denominator": "enrolled"}
    found = schools(ratio, weight="weight")  # svyratio

    assert (found["estimate"], found["se"]) == pytest.approx((0.849708741724, 0.00847064019493))


def test_difference_of_shares_by_bias_reduced_linearisation() -> None:
    text = SCHOOLS.replace(",H,", ",M,")
    question = {"kind": "difference", "column": "both", "yes": ["Yes"], "group": "type", "levels": ["E", "M"]}
    [found] = analyse_text(text, {"id": "one", **question}, cluster="district")["results"]

    # coef_test(lm(both ~ elementary), vcov = "CR2"); svychisq(~both + elementary, statistic = "F").
    assert found["method"] == "cr2"
    assert (found["estimate"], found["se"]) == pytest.approx((0.2393162393, 0.102433246))
    assert (found["df"], found["p"]) == pytest.approx((9.194521809, 0.04371566955))
    assert found["rao_scott_p"] == pytest.approx(0.01997196943)


def test_difference_within_a_domain() -> None:
    question = {"kind": "difference", "column": "both", "yes": ["Yes"], "group": "type", "levels": ["E", "M"]}

    assert schools(question)["rao_scott_p"] == pytest.approx(0.1291273616)  # svychisq on the subset


def test_weighted_difference_of_means() -> None:
    text = SCHOOLS.replace(",H,", ",M,")
    question = {"kind": "difference", "column": "score", "group": "type", "levels": ["E", "M"]}
    [found] = analyse_text(text, {"id": "one", **question}, cluster="district", weight="enrolled")["results"]

    assert (found["estimate"], found["se"]) == pytest.approx((28.05790271, 17.55770519))
    assert (found["df"], found["p"]) == pytest.approx((4.084064146, 0.1838175332))


def test_clustered_change_of_the_same_schools() -> None:
    found = schools({"kind": "paired_proportion", "before": "both", "after": "met", "yes": ["Yes"]})

    assert (found["estimate"], found["se"]) == pytest.approx((0.1475409836, 0.01720390406))
    assert (found["df"], found["p"]) == pytest.approx((7.504411338, 3.878560996e-05))


def test_normalised_gain_is_a_ratio_of_means() -> None:
    found = schools({"kind": "gain", "before": ["score_before"], "after": ["score"], "maximum": 1000})

    # svyratio of (after - before) to (1 - before).
    assert (found["g"], found["se"]) == pytest.approx((0.09462897821, 0.008440489131))


def test_a_group_of_one_district_agrees_with_r_but_is_withheld() -> None:
    header, *rows = SCHOOLS.splitlines()
    text = "\n".join([f"{header},first", *(f"{row},{row.startswith('637')}" for row in rows)])
    question = {"kind": "difference", "column": "score", "group": "first", "levels": ["True", "False"]}

    [found] = analyse_text(text, {"id": "one", **question}, cluster="district")["results"]

    # coef_test with a singular cluster: the pseudo-inverse root.
    assert (found["estimate"], found["se"], found["df"]) == pytest.approx(
        (26.4186046512, 26.6982816540, 6.7540065522)
    )
    assert found["flag"] == "withhold"
    assert "one school has no variance of its own" in found["reason"]
