"""The Law School Admission Test, sections 6 and 7: answers of 1,000 people to five questions each.

Bock and Lieberman (1970), Psychometrika 35:179-197; the data LSAT of R's ltm are section 6.
"""

import numpy as np
import numpy.typing as npt

# By pattern of right answers: 00000, 00001, ... 11111.
_COUNTS = {
    6: "3 6 2 11 1 1 3 4 1 8 0 16 0 3 2 15 10 29 14 81 3 28 15 80 16 56 21 173 11 61 28 298",
    7: "12 19 1 7 3 19 3 17 10 5 3 7 7 23 8 28 7 39 11 34 14 51 15 90 6 25 7 35 18 136 32 308",
}


def law_school_answers(section: int = 6) -> npt.NDArray[np.float64]:
    """Return 1 for a right and 0 for a wrong answer, shape (1000, 5)."""
    counts = [int(count) for count in _COUNTS[section].split()]
    patterns = [[int(digit) for digit in f"{pattern:05b}"] for pattern in range(32)]
    return np.repeat(np.array(patterns, dtype=float), counts, axis=0)
