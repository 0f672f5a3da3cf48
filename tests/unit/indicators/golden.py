"""Published data that several tests check against."""

import numpy as np

from surveys.indicators.cluster_sums import ClusterSums, add_up
from surveys.indicators.variance import Design

# Schools meeting sch.wide in the 15 districts of R's `survey` data apiclus1.
DISTRICT_SIZES = np.array([13, 34, 4, 13, 16, 2, 1, 4, 12, 21, 9, 11, 37, 2, 4], dtype=float)
DISTRICT_YES = np.array([11, 31, 3, 10, 15, 2, 1, 4, 12, 18, 7, 11, 32, 1, 2], dtype=float)
DISTRICT_DESIGN = Design.unstratified(15)


def district_sums() -> ClusterSums:
    return add_up(np.zeros(15, int), np.arange(15), groups=1, n=DISTRICT_SIZES, total=DISTRICT_YES)
