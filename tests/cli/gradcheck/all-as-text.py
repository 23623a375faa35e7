# The table for the eye ends with the verdict on all of them.
from case import check, pith

text = pith("gradcheck", "--all").lines()
check(text[-1].startswith("72 configurations, 0 wrong"), text[-1])
