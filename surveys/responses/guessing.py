"""Wrong codes are counted, so that nobody can try them all; a class with the right one is never stopped.

Only codes that never existed count. What counts is forgotten after ten minutes, and no address is kept: a
visitor is known by a digest under a key that lives for a day. Links with 128 bits are not counted at all.
"""

from collections import Counter
from dataclasses import dataclass, field
from threading import Lock


@dataclass(frozen=True)
class Allowance:
    """How many wrong codes are let through in one window.

    A school sits behind one address: `per_visitor` is more than four classes mistype at once. All visitors
    together may fail `altogether` times, five a second; beyond that, somebody is searching from many
    addresses, and each visitor keeps `under_attack` tries.
    """

    seconds: float = 600
    per_visitor: int = 120
    altogether: int = 3000
    under_attack: int = 5
    most_remembered: int = 50_000


@dataclass
class GuessLimiter:
    """The wrong codes of the current window, and the codes that each visitor has used rightly."""

    allowance: Allowance = field(default_factory=Allowance)
    _window: int = -1
    _failures: Counter[str] = field(default_factory=Counter)
    _altogether: int = 0
    _used: set[tuple[str, str]] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def may_try(self, visitor: str, code: str, at: float) -> bool:
        """Tell whether a visitor may try a code at a moment, in seconds."""
        with self._lock:
            self._forget(at)
            # A class that has begun goes on, whatever a classmate tries meanwhile from the same address.
            if (visitor, code) in self._used:
                return True
            attacked = self._altogether >= self.allowance.altogether
            most = self.allowance.under_attack if attacked else self.allowance.per_visitor
            return self._failures[visitor] < most

    def count_failure(self, visitor: str, at: float) -> None:
        """Remember that a visitor tried a code that never existed."""
        with self._lock:
            self._forget(at)
            self._failures[visitor] += 1
            self._altogether += 1

    def remember_use(self, visitor: str, code: str) -> None:
        """Remember that a visitor has used a code that exists."""
        with self._lock:
            if len(self._used) >= self.allowance.most_remembered:
                self._used.clear()
            self._used.add((visitor, code))

    def _forget(self, at: float) -> None:
        window = int(at // self.allowance.seconds)
        if window != self._window:
            self._window = window
            self._failures.clear()
            self._altogether = 0
