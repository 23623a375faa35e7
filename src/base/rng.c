/* rng.c - random numbers; see rng.h. */
#include "base/rng.h"

#include <math.h>
#include <string.h>

static uint64_t splitmix64(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

uint64_t rng_mix(uint64_t a, uint64_t b)
{
    uint64_t state = a;
    state = splitmix64(&state) ^ b;
    return splitmix64(&state);
}

void rng_seed(struct rng *r, uint64_t seed, uint64_t stream)
{
    uint64_t state = rng_mix(seed, stream);
    for (int i = 0; i < 4; i++)
        r->state[i] = splitmix64(&state);
}

static uint64_t rotate(uint64_t x, int k)
{
    return (x << k) | (x >> (64 - k));
}

uint64_t rng_next(struct rng *r)
{
    uint64_t *s = r->state;
    uint64_t result = rotate(s[1] * 5, 7) * 9;
    uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 45);
    return result;
}

uint64_t rng_below(struct rng *r, uint64_t n)
{
    uint64_t limit = UINT64_MAX - UINT64_MAX % n; /* reject the ragged end */
    uint64_t x;
    do
        x = rng_next(r);
    while (x >= limit);
    return x % n;
}

double rng_uniform(struct rng *r)
{
    return (double)(rng_next(r) >> 11) * 0x1p-53;
}

double rng_normal(struct rng *r)
{
    const double tau = 6.283185307179586;
    double u = 1.0 - rng_uniform(r); /* (0, 1]: log is finite */
    double v = rng_uniform(r);
    return sqrt(-2.0 * log(u)) * cos(tau * v);
}

void rng_shuffle(struct rng *r, size_t *items, size_t n)
{
    for (size_t i = n; i > 1; i--) {
        size_t j = (size_t)rng_below(r, i);
        size_t swap = items[i - 1];
        items[i - 1] = items[j];
        items[j] = swap;
    }
}

uint64_t rng_mix_bytes(uint64_t seed, const char *bytes, size_t size)
{
    uint64_t hash = seed ^ size, chunk;
    for (; size >= sizeof chunk; bytes += sizeof chunk, size -= sizeof chunk) {
        memcpy(&chunk, bytes, sizeof chunk);
        hash = rng_mix(hash, chunk);
    }
    chunk = 0;
    if (size)
        memcpy(&chunk, bytes, size);
    return rng_mix(hash, chunk);
}
