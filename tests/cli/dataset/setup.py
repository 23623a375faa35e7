# Posts as people write them, all invented ($SHARED).
from pathlib import Path

POSTS = """the #MothersDay gift shop is open today in our town
i really love the new #stonebridge walk near the harbour
nobody told me that #NightTrain leaves before the sunrise on monday
RT @a: this is a retweet about #NightTrain and more
we all went to the #stonebridge this morning with friends
mothers day is near and the gift shop is full of people
the stone bridge near the harbour is closed again today
take the night train from the harbour to the town today
two #tags in #one post are not what we want here
#StartTag is at the beginning of this sentence not inside
"""
Path("posts.txt").write_text(POSTS, encoding="utf-8")
rows = [(f"{head} stands near {phrase} {end}", phrase)
        for head in ["the old clock", "our new map", "a quiet dog", "my early tram"]
        for phrase in ["green kettle", "stone orchard", "paper lantern", "violin"]
        for end in ["today", "again", "while it snows"]]
Path("all.tsv").write_text("".join(f"{t}\t{p}\n" for t, p in rows), encoding="utf-8")
