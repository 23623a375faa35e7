/* hook.c - where a test may put a fault into training; see hook.h. */
#include "nn/loss.h"
#include "train/hook.h"

bool hook_pads(const struct train_hook *hook, const struct config *cfg)
{
    return net_pads(cfg) || (hook && hook->pads);
}

void hook_plan(const struct train_hook *hook, const struct config *cfg, const struct net *net,
               const struct batch *batch, struct net_loss_plan *plan)
{
    net_loss_plan_make(plan, cfg, net, batch);
    if (hook && hook->plan)
        hook->plan(hook->context, batch, plan);
}
