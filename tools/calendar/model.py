"""The calendar as a mixed-integer programme, solved by HiGHS to a proven optimum.

A binary variable for each cell says whether a post goes out there. Costs that grow with a count
(posts on one day, one hour used again) are convex, so columns of rising cost hold them exactly.
One thread, one seed and no gap: the same programme gives the same calendar.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tools.calendar.rules import Cell, Row, Rule

INF = float("inf")
_STEPS = 6
"""Columns of a convex cost; beyond them it rises no more steeply."""

SAME_DAY = 1.0
SAME_PLATFORM_SAME_DAY = 4.0
SAME_HOUR = 0.1
LATER = 0.01
"""Of two days equally far off, the earlier one."""


@dataclass
class _Programme:
    cost: list[float] = field(default_factory=list[float])
    upper: list[float] = field(default_factory=list[float])
    whole: list[bool] = field(default_factory=list[bool])
    rows: list[tuple[list[int], list[float], float, float]] = field(
        default_factory=list[tuple[list[int], list[float], float, float]]
    )

    def column(self, cost: float, upper: float = 1.0, *, whole: bool = False) -> int:
        self.cost.append(cost)
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.cost) - 1

    def row(self, columns: Sequence[int], lower: float, upper: float, minus: Sequence[int]) -> None:
        values = [1.0] * len(columns) + [-1.0] * len(minus)
        self.rows.append(([*columns, *minus], values, lower, upper))

    def rising(self, columns: Sequence[int], step: float) -> None:
        """The k-th of these columns that is taken costs `(k - 1) * step`."""
        if len(columns) < 2:
            return
        counters = [self.column(step * k) for k in range(min(_STEPS, len(columns)))]
        counters.append(self.column(step * _STEPS, INF))
        self.row(columns, 0, 0, counters)

    def solve(self, *, most: bool = False) -> tuple[float, list[float]] | None:
        """The optimum and the columns' values; None if there is none. `most` maximises."""
        import highspy
        import numpy as np

        lp: Any = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self.cost), len(self.rows)
        lp.col_cost_ = np.array(self.cost)
        lp.col_lower_, lp.col_upper_ = np.zeros(len(self.cost)), np.array(self.upper)
        lp.row_lower_ = np.array([row[2] for row in self.rows])
        lp.row_upper_ = np.array([row[3] for row in self.rows])
        lp.sense_ = highspy.ObjSense.kMaximize if most else highspy.ObjSense.kMinimize
        kinds = highspy.HighsVarType
        lp.integrality_ = [kinds.kInteger if whole else kinds.kContinuous for whole in self.whole]
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.cumsum([0, *(len(row[0]) for row in self.rows)])
        lp.a_matrix_.index_ = np.array([n for row in self.rows for n in row[0]], dtype=np.int32)
        lp.a_matrix_.value_ = np.array([v for row in self.rows for v in row[1]])
        solver: Any = highspy.Highs()
        for option, value in _OPTIONS.items():
            solver.setOptionValue(option, value)
        solver.passModel(lp)
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return solver.getInfo().objective_function_value, list(solver.getSolution().col_value)


_OPTIONS: Mapping[str, Any] = {
    "output_flag": False,
    "threads": 1,
    "parallel": "off",
    "random_seed": 0,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 1e-6,
}


def best(
    cells: Sequence[Cell],
    rules: Sequence[Rule],
    posts: Sequence[tuple[str, date]],
    price: Callable[[Cell], float],
    reach: int,
) -> list[Cell] | None:
    """The cheapest cells, one for each post, that keep all rules; None if there are none.

    `posts` are platforms with the day each should ideally stand on; a day's distance costs 1 and
    is `reach` at most. `price` is what a cell costs besides.
    """
    open_cells = [cell for cell in cells if not any(rule.forbidden(cell) for rule in rules)]
    made = _Programme()
    for cell in open_cells:
        made.column(price(cell), whole=True)
    _constrain(made, open_cells, rules)
    by_day = _groups(open_cells, lambda cell: (cell.platform, cell.day))
    _placed(made, by_day, posts, reach)
    for members in _groups(open_cells, lambda cell: cell.day).values():
        made.rising(members, SAME_DAY)
    for members in by_day.values():
        made.rising(members, SAME_PLATFORM_SAME_DAY)
    for members in _groups(open_cells, lambda cell: (cell.platform, cell.hour)).values():
        made.rising(members, SAME_HOUR)
    solved = made.solve()
    return solved and [
        cell for cell, taken in zip(open_cells, solved[1], strict=False) if taken > 0.5
    ]


def _placed(
    made: _Programme,
    by_day: Mapping[Any, Sequence[int]],
    posts: Sequence[tuple[str, date]],
    reach: int,
) -> None:
    """Each post takes one day, and each platform as many hours of a day as posts took it."""
    came: defaultdict[Any, list[int]] = defaultdict(list)
    for platform, ideal in posts:
        mine: list[int] = []
        for name, day in by_day:
            off = (day - ideal).days
            if name == platform and abs(off) <= reach:
                column = made.column(abs(off) + LATER * (off > 0))
                mine.append(column)
                came[name, day].append(column)
        made.row(mine, 1, 1, ())
    for key, members in by_day.items():
        made.row(came[key], 0, 0, members)


def feasible(cells: Sequence[Cell], rules: Sequence[Rule]) -> bool:
    """Whether anything keeps all of these rules."""
    return _bare(cells, rules).solve() is not None


def most_posts(cells: Sequence[Cell], rules: Sequence[Rule]) -> int:
    """How many posts there is room for under these rules; 0 if they cannot be kept at all."""
    made = _bare(cells, rules)
    made.cost = [1.0] * len(made.cost)
    solved = made.solve(most=True)
    return round(solved[0]) if solved else 0


def _bare(cells: Sequence[Cell], rules: Sequence[Rule]) -> _Programme:
    open_cells = [cell for cell in cells if not any(rule.forbidden(cell) for rule in rules)]
    made = _Programme()
    for _ in open_cells:
        made.column(0.0, whole=True)
    _constrain(made, open_cells, rules)
    return made


def _constrain(made: _Programme, cells: Sequence[Cell], rules: Sequence[Rule]) -> None:
    rows: list[Row] = [row for rule in rules if rule.rows for row in rule.rows(cells)]
    for members, lower, upper in rows:
        made.row(members, lower, upper, ())


def _groups(cells: Sequence[Cell], key: Callable[[Cell], Any]) -> dict[Any, list[int]]:
    groups: defaultdict[Any, list[int]] = defaultdict(list)
    for n, cell in enumerate(cells):
        groups[key(cell)].append(n)
    return dict(groups)
