# A tagger that finds nothing is not praised: here only label O counts in the loss.
from case import check
from training import DEV, TRAIN, train

run = train("--train.epochs=1", "--loss.keyphrase_weights=1,0,0,0,0", TRAIN, DEV)
check(b"warning: no epoch found a single keyphrase" in run.err, run.err.decode())
