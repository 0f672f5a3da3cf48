import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.exchange import schema_problems
from surveys.indicators.analyse_command import read_schema
from surveys.indicators.answer_table import WrongAnswers
from surveys.indicators.survey import WrongSpecification
from tests.unit.indicators.analysing import analyse_text, one, schools

SHARE = {"kind": "proportion", "column": "x", "yes": ["1"]}
ITEMS = ["i1", "i2", "i3"]
EVERY_KIND: tuple[dict[str, Any], ...] = (
    {"id": "share", **SHARE},
    {"id": "by", **SHARE, "by": ["g"]},
    {"id": "mean", "kind": "mean", "column": "s", "by": ["g"]},
    {"id": "ratio", "kind": "ratio", "numerator": "i1", "denominator": "s"},
    {
        "id": "difference",
        "kind": "difference",
        "column": "x",
        "yes": ["1"],
        "group": "g",
        "levels": ["f", "m"],
    },
    {"id": "means", "kind": "difference", "column": "s", "group": "g", "levels": ["f", "m"]},
    {"id": "change", "kind": "paired_proportion", "before": "i1", "after": "i2", "yes": ["1"]},
    {"id": "gain", "kind": "gain", "before": ["i1"], "after": ["i2"], "then": ["i3"], "maximum": 9},
    {"id": "scale", "kind": "reliability", "columns": ITEMS, "reversed": ["i1"], "range": [0, 9]},
    {"id": "items", "kind": "items", "columns": ITEMS, "correct": "1"},
    {"id": "rasch", "kind": "rasch", "columns": ITEMS, "correct": "1"},
    {"id": "conditional", "kind": "rasch", "columns": ITEMS, "correct": "1", "estimation": "conditional"},
    {"id": "2pl", "kind": "2pl", "columns": ITEMS, "correct": "1"},
    {"id": "dif", "kind": "dif", "columns": ITEMS, "correct": "1", "group": "g", "reference": "f"},
    {
        "id": "strata",
        "kind": "stratified",
        "column": "x",
        "yes": ["1"],
        "group": "g",
        "levels": ["f", "m"],
        "strata": ["t"],
    },
)
HEADER = "k,t,w,x,g,s,i1,i2,i3\n"


def checked(text: str, **design: Any) -> dict[str, Any]:
    """Run every kind of estimate, and check what holds for any answers."""
    document = analyse_text(text, *EVERY_KIND, **design)
    assert json.dumps(document, allow_nan=False)
    assert not schema_problems(document | {"seconds": 0.0}, read_schema("estimates-1"))
    assert {result["id"] for result in document["results"]} == {entry["id"] for entry in EVERY_KIND}
    return document


def rows(document: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [result for result in document["results"] if result["id"] == name]


BAD_FILES = {
    "no rows": "",
    "one pupil": "a,t,1,1,f,3,1,0,1\n",
    "one pupil, nothing answered": "a,t,1,,,,,,\n",
    "one school": "a,t,1,1,f,3,1,0,1\na,t,1,0,m,4,0,1,1\na,t,1,1,f,1,1,1,0\n",
    "no answers": "a,t,1,,f,,,,\nb,t,1,,m,,,,\nc,t,1,,f,,,,\n",
    "all alike": "a,t,1,1,f,3,1,1,1\nb,t,1,1,m,3,1,1,1\nc,t,1,1,f,3,1,1,1\n" * 9,
    "nobody": "a,t,1,0,f,0,0,0,0\nb,t,1,0,m,0,0,0,0\nc,t,1,0,f,0,0,0,0\n" * 9,
    "all at the ceiling before": "a,t,1,1,f,3,9,1,1\nb,u,1,0,m,4,9,2,3\n" * 5,
    "each school its own stratum": "a,t,1,1,f,3,1,0,1\nb,u,1,0,m,4,0,1,1\nc,v,1,1,f,1,1,1,0\n" * 4,
    "weights of zero": "a,t,0,1,f,3,1,0,1\nb,t,0,0,m,4,0,1,1\n",
    "no cluster known": ",t,1,1,f,3,1,0,1\n",
    "one row twice": "a,t,1,1,f,3,1,0,1\n" * 40,
    "strange answers": 'é,t,1,"""",f,1e99,9,9,9\nb,t,1,🙂,m,-1e99,0,0,0\n',
}
DESIGNS: tuple[dict[str, Any], ...] = (
    {},
    {"cluster": "k"},
    {"cluster": "k", "stratum": "t", "adjust": "holm"},
    {"cluster": "k", "weight": "w", "adjust": "benjamini_hochberg"},
    {"stratum": "t", "weight": "w"},
)


@pytest.mark.parametrize("design", DESIGNS, ids=lambda design: "+".join(design) or "simple")
@pytest.mark.parametrize("text", BAD_FILES.values(), ids=BAD_FILES)
def test_bad_files_give_a_number_or_a_reason(text: str, design: dict[str, Any]) -> None:
    for result in checked(HEADER + text, **design)["results"]:
        assert result["estimate"] is not None or result["reason"]
        if result["low"] is None and result["estimate"] is not None:
            assert result["reason"]


@pytest.mark.parametrize(
    "interval", ["auto", "wilson", "clopper_pearson", "logit", "beta", "wilson_effective", "wilson_pooled"]
)
@pytest.mark.parametrize("text", BAD_FILES.values(), ids=BAD_FILES)
def test_every_interval_is_a_pair_within_one_or_has_a_reason(text: str, interval: str) -> None:
    for result in rows(checked(HEADER + text, cluster="k", weight="w", interval=interval), "share"):
        if result["low"] is None:
            assert result["reason"]
        else:
            assert 0 <= result["low"] <= result["estimate"] <= result["high"] <= 1


def answer_rows() -> st.SearchStrategy[str]:
    def line(*cells: str) -> str:
        return ",".join(cells) + "\n"

    bit, digit = st.sampled_from(["", "0", "1"]), st.sampled_from(["", "0", "1", "2", "9", "0.5"])
    cells = (
        *(st.sampled_from("abcd"), st.sampled_from("tu"), st.sampled_from(["0", "1", "2.5"]), bit),
        *(st.sampled_from(["f", "m", ""]), digit, bit, bit, bit),
    )
    return st.lists(st.builds(line, *cells), max_size=30).map("".join)


@settings(max_examples=150, deadline=None)
@given(answer_rows(), st.sampled_from(DESIGNS))
def test_any_answers_give_a_valid_document(text: str, design: dict[str, Any]) -> None:
    checked(HEADER + text, **design)


def test_nobody_answered_is_no_estimate_and_never_zero() -> None:
    found = one(HEADER + BAD_FILES["no answers"], SHARE, cluster="k")

    assert (found["n"], found["missing"], found["estimate"]) == (0, 3, None)
    assert found["reason"] == "nobody answered"


def test_few_schools_take_the_correlation_of_the_whole_programme() -> None:
    rng = np.random.default_rng(4)
    shares = np.repeat(rng.beta(6, 2, 40), 20)
    lines = [f"{row // 20},{row // 160},{int(rng.uniform() < share)}" for row, share in enumerate(shares)]
    text = "school,region,x\n" + "\n".join(lines)
    whole = one(text, SHARE, cluster="school")

    [region, *_] = analyse_text(text, {"id": "r", **SHARE, "by": ["region"]}, cluster="school")["results"]

    # methods: Wilson on n / deff, deff = 1 + (Σm² / Σm - 1) · ICC.
    assert (region["method"], region["clusters"], region["df"]) == ("wilson_pooled", 8, 7)
    assert region["icc"] == pytest.approx(whole["icc"])
    assert region["deff"] == pytest.approx(1 + 19 * whole["icc"])
    assert region["n_effective"] == pytest.approx(160 / region["deff"])


def test_a_programme_in_which_all_agree_takes_the_prior_correlation_and_says_so() -> None:
    text = "school,x\n" + "".join(f"{row % 12},1\n" for row in range(240))

    found = one(text, SHARE, cluster="school")

    assert (found["icc"], found["deff"]) == pytest.approx((0.05, 1 + 19 * 0.05))
    assert "0.05 is assumed" in found["reason"]
    assert found["low"] == pytest.approx(1 / (1 + 1.959964**2 / found["n_effective"]))


def test_two_methods_that_disagree_by_more_than_two_points_are_both_given() -> None:
    lines = [f"{school},{int(pupil >= 5 * school)}" for school in range(4) for pupil in range(20)]

    found = one("school,x\n" + "\n".join(lines), SHARE, cluster="school")

    assert found["second"]["method"] == "wilson_effective"
    assert abs(found["second"]["low"] - found["low"]) > 0.02


def test_without_clusters_and_weights_it_is_a_simple_random_sample() -> None:
    found = one("x\n" + "1\n" * 81 + "0\n" * 182, SHARE)

    assert found["method"] == "wilson"
    assert (found["low"], found["high"]) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert (found["clusters"], found["icc"], found["deff"], found["n_effective"]) == (None, None, 1, 263)


def test_counts_need_no_answers() -> None:
    share = {"id": "share", "kind": "proportion", "counts": {"yes": 81, "n": 263}}
    change = {"id": "change", "kind": "paired_proportion", "counts": {"a": 20, "b": 12, "c": 2, "d": 16}}

    results = analyse_text("", share, change)["results"]

    assert (results[0]["low"], results[0]["high"]) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert (results[1]["estimate"], results[1]["n"]) == (-0.2, 50)
    assert results[1]["mcnemar_exact"] == pytest.approx(0.0129, abs=5e-5)
    assert results[1]["p"] == results[1]["mcnemar_midp"]


def test_pairs_without_clusters_have_newcombes_interval_and_the_midp() -> None:
    pairs = ["1,1"] * 36 + ["1,0"] * 12 + ["0,1"] * 2 + [",1"] * 3
    change = {"kind": "paired_proportion", "before": "before", "after": "after", "yes": ["1"]}

    found = one("before,after\n" + "\n".join(pairs), change)

    assert (found["n"], found["missing"], found["method"]) == (50, 3, "newcombe_paired")
    assert (found["low"], found["high"]) == pytest.approx((-0.3404, -0.0569), abs=5e-5)
    assert found["p"] == found["mcnemar_midp"]


def test_clustered_pairs_have_their_midp_beside_the_clustered_test() -> None:
    found = schools({"kind": "paired_proportion", "before": "both", "after": "met", "yes": ["Yes"]})

    assert found["method"] == "cr2"
    assert found["mcnemar_midp"] < found["p"]


def test_difference_of_shares_without_clusters_is_newcombes() -> None:
    lines = ["f,1"] * 56 + ["f,0"] * 14 + ["m,1"] * 48 + ["m,0"] * 32
    question = {"kind": "difference", "column": "x", "yes": ["1"], "group": "g", "levels": ["f", "m"]}

    found = one("g,x\n" + "\n".join(lines), question)

    # Newcombe (1998), Statistics in Medicine 17:873-890, method 10; R prop.test(correct = FALSE).
    assert found["estimate"] == pytest.approx(0.2)
    assert (found["low"], found["high"]) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert found["p"] == pytest.approx(0.00804508137)


def test_difference_of_means_without_clusters_is_welchs() -> None:
    question = {"kind": "difference", "column": "s", "group": "g", "levels": ["b", "a"]}
    a, b = "0.7 -1.6 -0.2 -1.2 -0.1 3.4 3.7 0.8 0.0 2.0", "1.9 0.8 1.1 0.1 -0.1 4.4 5.5 1.6 4.6 3.4"
    lines = [f"a,{value}" for value in a.split()] + [f"b,{value}" for value in b.split()]

    found = one("g,s\n" + "\n".join(lines), question)

    # R: t.test(extra ~ group, data = sleep): t -1.8608, df 17.776, p 0.07939, -3.3654832 to 0.2054832.
    assert (found["df"], found["p"]) == pytest.approx((17.776, 0.07939), abs=5e-4)
    assert (found["low"], found["high"]) == pytest.approx((-0.2054832, 3.3654832))


def test_stratified_odds_ratio_of_the_admissions_to_berkeley() -> None:
    counts = {"A": (512, 313, 89, 19), "B": (353, 207, 17, 8), "C": (120, 205, 202, 391)}
    counts |= {"D": (138, 279, 131, 244), "E": (53, 138, 94, 299), "F": (22, 351, 24, 317)}
    people = (("m", "1"), ("m", "0"), ("f", "1"), ("f", "0"))
    lines = [
        f"{department},{sex},{admitted}\n" * count
        for department, row in counts.items()
        for (sex, admitted), count in zip(people, row, strict=True)
    ]
    groups = {"group": "g", "levels": ["m", "f"], "strata": ["dept"]}
    question = {"kind": "stratified", "column": "x", "yes": ["1"], **groups}

    found = one("dept,g,x\n" + "".join(lines), question)

    assert (found["estimate"], found["p"]) == pytest.approx((0.904696828259, 0.232263462817))
    assert (found["low"], found["high"]) == pytest.approx((0.771907361759, 1.060329764437))
    assert found["breslow_day_p"] == pytest.approx(0.0020714, abs=5e-8)


def test_one_family_of_p_values_is_adjusted_and_named() -> None:
    document = checked(
        HEADER + "a,t,1,1,f,3,1,0,1\nb,t,1,0,m,4,0,1,1\nc,u,1,1,m,2,0,1,0\n" * 9, adjust="bonferroni"
    )

    tested = [result for result in document["results"] if result["p"] is not None]
    assert len(tested) > 2
    for result in tested:
        assert result["p_adjusted"] == pytest.approx(min(1, len(tested) * result["p"]))
    assert document["notes"][-1].startswith(
        f"p_adjusted: bonferroni over the family of {len(tested)} p-values"
    )


def test_reversed_questions_are_turned_before_the_scale_is_measured() -> None:
    rng = np.random.default_rng(6)
    levels = np.clip(np.round(3.5 + rng.normal(size=(200, 1)) + rng.normal(size=(200, 5))), 1, 6).astype(int)
    levels[:, 0] = 7 - levels[:, 0]
    names = [f"a{number}" for number in range(5)]
    text = ",".join(names) + "\n" + "\n".join(",".join(map(str, row)) for row in levels)
    scale = {"kind": "reliability", "columns": names, "range": [1, 6]}

    turned, forgotten = one(text, {**scale, "reversed": ["a0"]}), one(text, scale)

    assert turned["alpha"] > 0.75
    assert forgotten["alpha"] < turned["alpha"] - 0.2


def test_rows_without_a_group_are_noted() -> None:
    document = analyse_text("x,g\n1,f\n0,\n1,m\n", {"id": "one", **SHARE, "by": ["g"]})

    assert [result["group"] for result in document["results"]] == [{"g": "f"}, {"g": "m"}]
    assert document["notes"] == ["one: 1 rows without g are in no group"]


def test_an_answer_that_nobody_gave_is_noted() -> None:
    document = analyse_text("x\n1\n0\n", {"id": "one", **SHARE, "yes": ["yes"]})

    assert document["notes"] == ["one: nobody answered 'yes' in x"]


def test_dropped_rows_and_unused_weights_are_noted() -> None:
    document = analyse_text(
        "k,w,x\n,1,1\na,0,1\nb,1,1\nc,2,0\n", {"id": "one", **SHARE}, cluster="k", weight="w"
    )

    assert document["notes"] == [
        "1 rows were dropped: k, w must be known",
        "1 rows with weight 0 were left out",
    ]
    assert document["results"][0]["n"] == 2


def test_a_school_in_two_strata_counts_as_two_and_is_noted() -> None:
    document = analyse_text(
        "k,t,x\na,p,1\na,q,0\nb,p,1\nc,q,0\n", {"id": "one", **SHARE}, cluster="k", stratum="t"
    )

    assert document["results"][0]["clusters"] == 4
    assert document["notes"] == ["1 clusters lie in more than one stratum: each part counts as a cluster"]


def test_raking_margins_of_different_size_are_scaled_to_the_first() -> None:
    margins = {"g": {"f": 30, "m": 30}, "t": {"u": 1, "v": 2}}
    document = analyse_text(
        "g,t,x\nf,u,1\nf,v,0\nm,u,1\nm,v,1\n", {"id": "one", **SHARE}, rake={"margins": margins}
    )

    assert document["results"][0]["estimate"] == pytest.approx(1 / 3 + 1 / 3)
    assert "the margin t adds up to 3: it was scaled to 60" in document["notes"]


def wrong_specifications() -> Iterator[Any]:
    text = HEADER + "a,t,1,1,f,3,1,0,1\nb,t,2,0,m,4,0,1,1\n"
    entry = {"id": "one", **SHARE}
    yield (
        text,
        [entry | {"column": "y"}],
        {},
        "$.estimates[0].column",
        "the file of answers has no column 'y'",
    )
    yield (
        text,
        [entry | {"by": ["g", "z"]}],
        {},
        "$.estimates[0].by[1]",
        "the file of answers has no column 'z'",
    )
    yield text, [entry], {"cluster": "z"}, "$.cluster", "the file of answers has no column 'z'"
    yield text, [entry, entry], {}, "$.estimates[1].id", "'one' is the id of an earlier estimate"
    margins = {"g": {"f": 1, "m": 1, "x": 1}}
    yield text, [entry], {"rake": {"margins": margins}}, "$.rake.margins.g", "nobody of 'x' answered"
    yield (
        text,
        [entry],
        {"rake": {"margins": {"g": {"f": 1}}}},
        "$.rake.margins.g",
        ("the file has 'm', the margin does not"),
    )
    clash = {"g": {"f": 1, "m": 2}, "k": {"a": 2, "b": 1}}
    yield (
        text,
        [entry],
        {"rake": {"margins": clash}},
        "$.rake.margins",
        ("no weights meet all margins: a combination has no answers"),
    )
    scale = {"id": "s", "kind": "reliability", "columns": ["i1"], "reversed": ["i2"], "range": [1, 1]}
    yield text, [scale], {}, "$.estimates[0].reversed", "'i2' is not one of the columns"
    yield (
        text,
        [{"id": "i", "kind": "items", "columns": ["i1", "i2"], "correct": {"i1": "1"}}],
        {},
        ("$.estimates[0].correct"),
        "has no right answer for 'i2'",
    )
    counts = {"id": "c", "kind": "proportion", "counts": {"yes": 3, "n": 2}}
    yield text, [counts], {}, "$.estimates[0].counts.yes", "is more than n"


@pytest.mark.parametrize(("text", "entries", "design", "path", "said"), tuple(wrong_specifications()))
def test_wrong_specifications_are_refused_with_their_path(
    text: str, entries: list[dict[str, Any]], design: dict[str, Any], path: str, said: str
) -> None:
    with pytest.raises(WrongSpecification) as caught:
        analyse_text(text, *entries, **design)

    assert caught.value.problems[0] == (path, said)


@pytest.mark.parametrize(
    ("text", "entry", "design", "place", "said"),
    [
        (
            "x\nabc\n",
            {"kind": "mean", "column": "x"},
            {},
            "line 2, column x",
            "'abc' is not a number that can be computed with",
        ),
        ("x,w\n1,1\n0,-2\n", SHARE, {"weight": "w"}, "line 3, column w", "a weight cannot be negative"),
        (
            "x,f\n1,9\n0,8\n",
            SHARE,
            {"fpc": "f"},
            "line 2, column f",
            "differs from another row of the same stratum",
        ),
        (
            "x,f\n1,1\n0,1\n",
            SHARE,
            {"fpc": "f"},
            "line 2, column f",
            "is fewer than the 2 clusters of the file",
        ),
        (
            "p,q\n1,2\n",
            {"kind": "gain", "before": ["p"], "after": ["q"]},
            {},
            "line 2, column q",
            "is not between 0 and 1: name the highest score of a question as `maximum`",
        ),
        (
            "p,q\n1,7\n",
            {"kind": "reliability", "columns": ["p", "q"], "range": [1, 6]},
            {},
            "line 2, column q",
            "is not between 1 and 6",
        ),
    ],
)
def test_wrong_answers_are_refused_with_their_line(
    text: str, entry: dict[str, Any], design: dict[str, Any], place: str, said: str
) -> None:
    with pytest.raises(WrongAnswers) as caught:
        one(text, entry, **design)

    assert caught.value.problems == ((place, said),)


def test_a_model_that_cannot_be_fitted_is_withheld_with_its_reason() -> None:
    text = "i1,i2\n" + "1,0\n0,1\n1,1\n" * 100
    found = one(text, {"kind": "2pl", "columns": ["i1", "i2"], "correct": "1"})

    assert found["flag"] == "withhold"
    assert "needs 3 questions that some got right and some wrong" in found["reason"]
    assert found["columns"][0] == {"column": "i1", "discrimination": None, "difficulty": None}
