"""Simulated school years: what the workshops of a year answered, one row a workshop."""

import numpy as np
import pandas as pd

BY = ["region", "level", "provider"]
_VISITED = {
    "primary": ["SI034", "SI031", "SI032", "SI033"],
    "secondary": ["SI036", "SI037", "SI038", "SI044"],
}
_PROVIDERS = ["police", "first", "second"]


def simulate_year(seed: int, *, school_year: str = "2024/25", workshops: int = 150) -> pd.DataFrame:
    """Return the tallies of one school year: pupils of a school resemble each other, and few say no."""
    random = np.random.default_rng(seed)
    rows = []
    for number in range(workshops):
        level = "primary" if random.random() < 0.45 else "secondary"
        region = str(random.choice(_VISITED[level], p=[0.4, 0.3, 0.2, 0.1]))
        school = f"{region} {level} {random.integers(1, 9)}"
        provider = str(random.choice(_PROVIDERS, p=[0.5, 0.35, 0.15]))
        share = random.beta(17, 3)
        answers = int(random.integers(6, 27))
        rows.append(
            (region, level, provider, school_year, school, random.binomial(answers, share), answers, number)
        )
    columns = [*BY, "school_year", "school", "yes", "n", "workshop"]
    return pd.DataFrame(rows, columns=columns)
