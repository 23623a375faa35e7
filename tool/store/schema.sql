-- schema.sql - the laboratory's store, version 3. One SQLite file (.pith/lab.db by default), WAL mode.
--
-- A run's row is written when it is planned, and updated when it begins, goes on and ends. What it
-- did (traces, epochs, metrics, findings) is only added; a run that goes on first drops what is behind
-- its checkpoint. `lab rm` deletes a run with all of it. Nothing depends on which process wrote it.
--
--   plan ─< experiment ─< member >─ run ─< trace, epoch, probe, metric, prediction, finding, datafile
--
-- A change here is a new version: a step in store.c that brings older stores to the same tables.
-- Texts that are JSON are named *_json. Times are seconds since 1970, as REAL.
PRAGMA application_id = 0x70697468;            -- "pith"
PRAGMA user_version = 3;

CREATE TABLE plan(
  id        INTEGER PRIMARY KEY,
  hash      TEXT NOT NULL UNIQUE,              -- SHA-256 of the plan's text and the data given with it
  path      TEXT NOT NULL,
  text      TEXT NOT NULL,                     -- the YAML as it was
  title     TEXT NOT NULL,
  problem   TEXT NOT NULL,
  conclusion TEXT NOT NULL,                    -- what the plan's author concluded, '' if nothing yet
  created   REAL NOT NULL
) STRICT;

CREATE TABLE experiment(                       -- one entry of a plan; `pith train` has none
  id        INTEGER PRIMARY KEY,
  plan      INTEGER NOT NULL REFERENCES plan,
  position  INTEGER NOT NULL,                  -- order within the plan, from 0
  name      TEXT NOT NULL,                     -- its id in the plan: "sgd-1e-2"
  parent    TEXT NOT NULL,                     -- name of the experiment it changes; '' = the base
  kind      TEXT NOT NULL,                     -- 'train', 'inspect', 'landscape'
  reason    TEXT NOT NULL,
  expect    TEXT NOT NULL,                     -- what the plan says should come out, '' if nothing
  settings_json TEXT NOT NULL,                 -- change and grid, as in the plan; landscape: its ends
  UNIQUE(plan, name)
) STRICT;

CREATE TABLE run(
  id        INTEGER PRIMARY KEY,
  key       TEXT NOT NULL UNIQUE,              -- SHA-256 of configuration, seed, data hashes and binary version:
                                               -- the same key is the same run, and is not run twice
  experiment INTEGER REFERENCES experiment,    -- the first that wanted it (see member); NULL: `pith train --lab`
  label     TEXT NOT NULL,                     -- "sgd-1e-2", with grid values and seed: "rates optim.rate=0.1 seed=42"
  parent    INTEGER REFERENCES run,            -- the run it is compared with (same seed), NULL = none
  reason    TEXT NOT NULL,
  state     TEXT NOT NULL CHECK(state IN ('planned','running','done','failed','stopped')),
  message   TEXT NOT NULL,                     -- why it failed or ended: "epochs", "the loss is nan at step 12"
  note      TEXT NOT NULL,
  seed      INTEGER NOT NULL,
  config_json TEXT NOT NULL,                   -- every knob, as text
  diff_json TEXT NOT NULL,                     -- {"knob": [parent's value, this value]}
  started   REAL, ended REAL,
  seconds   REAL,                              -- of training, over all resumptions
  steps     INTEGER NOT NULL DEFAULT 0,        -- done so far
  tokens_per_second REAL,
  model     TEXT NOT NULL,                     -- path of the model file, relative to the store's folder
  -- what was read and made (pith_train_start)
  vocabulary INTEGER, parameters INTEGER, steps_per_epoch INTEGER,
  embedding_json TEXT NOT NULL,                -- {"format","matched","folded"} or {}
  prior_json TEXT NOT NULL,                    -- label shares of the training texts and their entropies in nats:
                                               -- {"keyword":…,"keyphrase":…,"loss":…} for tokens and with pads
  provenance INTEGER NOT NULL REFERENCES provenance,
  repeat    INTEGER NOT NULL DEFAULT 0,        -- 1, 2, ...: the same thing again (`lab rerun`)
  start_json TEXT NOT NULL DEFAULT '{}'        -- the start record of its trace (docs/trace.md)
) STRICT;
CREATE INDEX run_by_experiment ON run(experiment);
CREATE INDEX run_by_parent ON run(parent);
CREATE TRIGGER run_forget BEFORE DELETE ON run BEGIN
  UPDATE run SET parent = NULL WHERE parent = old.id; END;

-- The runs of an experiment. Two experiments of a plan, or of two versions of a plan, that ask for
-- the same thing (the same key) share a run: it is trained once.
CREATE TABLE member(
  experiment INTEGER NOT NULL REFERENCES experiment ON DELETE CASCADE,
  run       INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  position  INTEGER NOT NULL,                  -- order within the experiment, from 0
  PRIMARY KEY(experiment, run)
) STRICT, WITHOUT ROWID;
CREATE INDEX member_by_run ON member(run);

CREATE TABLE provenance(                       -- where a run came from; shared by runs of one session
  id        INTEGER PRIMARY KEY,
  hash      TEXT NOT NULL UNIQUE,
  json      TEXT NOT NULL                      -- git commit, patch and its hash, compiler, flags, library versions,
                                               -- CPU, arguments, environment with secrets masked, host
) STRICT;

CREATE TABLE datafile(
  run       INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  role      TEXT NOT NULL,                     -- 'train', 'dev', ...: the words of data_role.c
  path      TEXT NOT NULL,
  sha256    TEXT NOT NULL,
  texts     INTEGER NOT NULL, tokens INTEGER NOT NULL, spans INTEGER NOT NULL,
  unknown   INTEGER,                           -- tokens that are not in the vocabulary; NULL: not known
  PRIMARY KEY(run, role)
) STRICT;

-- Steps come in chunks of up to 256, because a run has thousands: `columns` is the zlib-compressed
-- table described in curves.h. A chunk never straddles a checkpoint, so that a resumed run can drop the
-- steps behind it (DELETE ... WHERE first >= resumed step) and write them again.
CREATE TABLE trace(
  run       INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  first     INTEGER NOT NULL,                  -- number of its first step
  count     INTEGER NOT NULL,
  columns   BLOB NOT NULL,
  PRIMARY KEY(run, first)
) STRICT, WITHOUT ROWID;

CREATE TABLE epoch(
  run       INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  epoch     INTEGER NOT NULL,
  loss      REAL NOT NULL,
  seconds   REAL NOT NULL,
  best      INTEGER NOT NULL,
  metrics_json TEXT NOT NULL,                  -- {"keyphrase.f1": …} on dev, {} without dev
  steps     INTEGER NOT NULL DEFAULT 0,        -- steps of the run done when it ended
  PRIMARY KEY(run, epoch)
) STRICT, WITHOUT ROWID;

CREATE TABLE probe(                            -- what the net was asked now and then
  run       INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  step      INTEGER NOT NULL,                  -- steps done before it
  resumed   INTEGER NOT NULL,                  -- 1: asked just after going on from a checkpoint
  json      TEXT NOT NULL,                     -- the probe record of a trace (docs/trace.md)
  PRIMARY KEY(run, step, resumed)
) STRICT, WITHOUT ROWID;

CREATE TABLE metric(                           -- of the best model
  run       INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  part      TEXT NOT NULL,                     -- 'dev', 'test'
  name      TEXT NOT NULL,                     -- 'keyphrase.f1'
  value     REAL,                              -- NULL: not finite
  floor     REAL,                              -- of the trivial tagger; NULL = none
  PRIMARY KEY(run, part, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE prediction(                       -- what the best model said on dev, for `lab diff`
  run       INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  part      TEXT NOT NULL,
  phrases   BLOB NOT NULL,                     -- zlib of JSON Lines: [[start_token, end_token], …] a text
  PRIMARY KEY(run, part)
) STRICT, WITHOUT ROWID;

CREATE TABLE finding(                          -- of the doctor; and results of inspect and landscape
  id        INTEGER PRIMARY KEY,
  run       INTEGER REFERENCES run ON DELETE CASCADE,
  experiment INTEGER REFERENCES experiment ON DELETE CASCADE,
  kind      TEXT NOT NULL,                     -- 'inspect', 'landscape', or a finding's id
  severity  TEXT NOT NULL,                     -- 'info', 'warning', 'error'
  json      TEXT NOT NULL
) STRICT;
CREATE INDEX finding_by_run ON finding(run);
CREATE INDEX finding_by_experiment ON finding(experiment);
