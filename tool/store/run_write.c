/* run_write.c - changes of table `run`; see run_write.h. */
#include "store/run_write.h"

pith_status run_insert(struct db *db, const struct run_insertion *run, int64_t *id, pith_error *err)
{
    pith_status status = db_run(
        db, err,
        "INSERT INTO run(key, repeat, experiment, parent, provenance, label, reason, seed,"
        " config_json, diff_json, state, message, note, model, embedding_json, prior_json)"
        " VALUES(?, ?, nullif(?, 0), nullif(?, 0), ?, ?, ?, ?, ?, ?, ?, '', '', '', '{}', '{}')",
        "tiiiittijjt", run->key, run->repeat, run->experiment, run->parent, run->provenance,
        run->label, run->reason, run->seed, run->config, run->diff, run_state_name(RUN_PLANNED));
    if (status == PITH_STATUS_OK)
        *id = db_last_id(db);
    return status;
}

pith_status run_set_model(struct db *db, int64_t id, const char *path, pith_error *err)
{
    return db_run(db, err, "UPDATE run SET model = ? WHERE id = ?", "ti", path, id);
}

pith_status run_set_note(struct db *db, int64_t id, const char *note, pith_error *err)
{
    return db_run(db, err, "UPDATE run SET note = ? WHERE id = ?", "ti", note, id);
}

pith_status run_begin(struct db *db, int64_t id, int64_t provenance, double now, pith_error *err)
{
    return db_run(db, err,
                  "UPDATE run SET state = ?, message = '', provenance = ?,"
                  " started = coalesce(started, ?), ended = NULL WHERE id = ?",
                  "tidi", run_state_name(RUN_RUNNING), provenance, now, id);
}

pith_status run_start(struct db *db, const struct run *run, pith_error *err)
{
    return db_run(db, err,
                  "UPDATE run SET config_json = ?, vocabulary = ?, parameters = ?,"
                  " steps_per_epoch = ?, embedding_json = ?, steps = ?, start_json = ?"
                  " WHERE id = ?",
                  "jiiijiji", run->config, run->vocabulary, run->parameters, run->steps_per_epoch,
                  run->embedding, run->steps, run->start, run->id);
}

pith_status run_set_prior(struct db *db, int64_t id, const json_t *prior, pith_error *err)
{
    return db_run(db, err, "UPDATE run SET prior_json = ? WHERE id = ?", "ji", prior, id);
}

pith_status run_progress(struct db *db, int64_t id, int64_t steps, double seconds, pith_error *err)
{
    return db_run(db, err, "UPDATE run SET steps = ?, seconds = ? WHERE id = ?", "idi", steps,
                  seconds, id);
}

pith_status run_end(struct db *db, int64_t id, enum run_state state, const char *message,
                    double now, double tokens_per_second, pith_error *err)
{
    return db_run(db, err,
                  "UPDATE run SET state = ?, message = ?, ended = ?,"
                  " tokens_per_second = coalesce(?, tokens_per_second) WHERE id = ?",
                  "ttddi", run_state_name(state), message, now, tokens_per_second, id);
}

pith_status run_delete(struct db *db, int64_t id, pith_error *err)
{
    return db_run(db, err, "DELETE FROM run WHERE id = ?", "i", id);
}
