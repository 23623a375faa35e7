/*
 * schedule.c - the learning rate of each step; see schedule.h.
 *
 * A rate is a function of (step, epoch, the few numbers in struct schedule), so that a resumed run
 * needs no replay. Must not know optimizers or metrics.
 */
#include "base/schedule.h"

#include <math.h>

static const double PI = 3.14159265358979323846;

void schedule_init(struct schedule *s)
{
    *s = (struct schedule){.best = -INFINITY};
}

static double plateau_rate(const struct schedule *s, const struct config *cfg)
{
    return cfg->optim_rate * pow(cfg->schedule_factor, (double)s->reductions);
}

static double cosine_rate(const struct config *cfg, int64_t step, int64_t total)
{
    int64_t done = step - cfg->schedule_warmup_steps;
    int64_t all = total - cfg->schedule_warmup_steps;
    double progress = done <= 0 ? 0 : done >= all ? 1 : (double)done / (double)all;
    double low = cfg->schedule_min_rate;
    return low + (cfg->optim_rate - low) / 2 * (1 + cos(PI * progress));
}

double schedule_rate(const struct schedule *s, const struct config *cfg, int64_t step,
                     int64_t total, int64_t epoch)
{
    double rate = cfg->optim_rate;
    int64_t stairs = epoch / cfg->schedule_step_epochs; /* taken so far */
    switch (cfg->schedule_name) {
    case SCHEDULE_STEP:
        rate *= pow(cfg->schedule_factor, (double)stairs);
        break;
    case SCHEDULE_PLATEAU:
        rate = plateau_rate(s, cfg);
        break;
    case SCHEDULE_COSINE:
        rate = cosine_rate(cfg, step, total);
        break;
    default: /* SCHEDULE_CONSTANT */
        break;
    }
    if (step < cfg->schedule_warmup_steps)
        rate *= (double)(step + 1) / (double)cfg->schedule_warmup_steps;
    return rate;
}

bool schedule_epoch(struct schedule *s, const struct config *cfg, double score)
{
    if (cfg->schedule_name != SCHEDULE_PLATEAU)
        return true;
    if (score > s->best) { /* false for NaN: a run that broke does not get better */
        s->best = score;
        s->bad_epochs = 0;
    } else if (++s->bad_epochs > cfg->schedule_patience) {
        s->reductions++;
        s->bad_epochs = 0;
    }
    return !schedule_over(s, cfg);
}

bool schedule_over(const struct schedule *s, const struct config *cfg)
{
    return cfg->schedule_name == SCHEDULE_PLATEAU && plateau_rate(s, cfg) < cfg->schedule_min_rate;
}
