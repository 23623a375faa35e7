/*
 * rng.h - random numbers that are the same on every machine and for every number of threads.
 *
 * Two kinds. A stream (xoshiro256**, Blackman & Vigna 2018, seeded by splitmix64) for things drawn
 * one after the other: shuffles, initial weights. A counter hash for things drawn in parallel:
 * dropout asks "what is number i under key k", and nobody needs to draw in order.
 */
#ifndef PITH_BASE_RNG_H
#define PITH_BASE_RNG_H

#include <stddef.h>
#include <stdint.h>

struct rng {
    uint64_t state[4];
};

/* rng_seed starts a stream; `stream` separates streams of one seed (weights, shuffle, ...). */
void rng_seed(struct rng *r, uint64_t seed, uint64_t stream);

/* rng_next returns the next 64 random bits. */
uint64_t rng_next(struct rng *r);

/* rng_below returns a number in [0, n), without bias; n > 0. */
uint64_t rng_below(struct rng *r, uint64_t n);

/* rng_uniform returns a double in [0, 1). */
double rng_uniform(struct rng *r);

/* rng_normal returns a draw from N(0, 1) (Box-Muller, one of the pair). */
double rng_normal(struct rng *r);

/* rng_shuffle puts n size_t in random order (Fisher-Yates). */
void rng_shuffle(struct rng *r, size_t *items, size_t n);

/* rng_mix hashes two numbers into one (splitmix64 finaliser): makes keys for counter hashes. */
uint64_t rng_mix(uint64_t a, uint64_t b);

/* rng_mix_bytes hashes bytes, eight at a time; the result is this machine's (byte order). */
uint64_t rng_mix_bytes(uint64_t seed, const char *bytes, size_t size);

/*
 * rng_counter is random number i under a 32-bit key: a 32-bit integer hash (two multiplications,
 * xor-shifts: "lowbias32", C. Wellons) of i + key, made so that a loop over i turns into SIMD code.
 */
static inline uint32_t rng_counter(uint32_t key, uint32_t i)
{
    uint32_t x = i * 0x9e3779b9u + key;
    x ^= x >> 16;
    x *= 0x7feb352du;
    x ^= x >> 15;
    x *= 0x846ca68bu;
    x ^= x >> 16;
    return x;
}

#endif
