# Every combination of cell, direction, layers, heads and loss: all right, and none twice.
from case import check, equal, pith

rows = pith("gradcheck", "--all", "--json").json_lines()
equal(len(rows), 3 * 2 * 2 * 3 * 2, "combinations")
check(all(row["good"] for row in rows), [row for row in rows if not row["good"]])
equal(len({tuple(sorted(row.items())) for row in rows}), len(rows), "distinct combinations")
