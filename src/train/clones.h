/*
 * clones.h - one source, several instruction sets, chosen when the program starts.
 *
 * SIMD_CLONES before a function has it compiled for plain x86-64, AVX2 and AVX-512; the dynamic
 * linker picks (GNU ifunc). The result is the same bit for bit: contraction is off, and sums have
 * fixed lanes. The function must be static: clang 14 gives clones no global name. Define
 * PITH_NO_CLONES where ifunc is missing (musl, other object formats).
 *
 * SIMD_LOOP before a loop without dependences. gcc needs it at -O2, and for short inner loops at
 * -O3; clang vectorises by itself, and calls it an error where a sanitizer prevents that.
 */
#ifndef PITH_TRAIN_CLONES_H
#define PITH_TRAIN_CLONES_H

#if defined(__x86_64__) && defined(__GNUC__) && defined(__linux__) && !defined(PITH_NO_CLONES)
#define SIMD_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define SIMD_CLONES
#endif

#if defined(__GNUC__) && !defined(__clang__) && defined(_OPENMP)
#define SIMD_LOOP _Pragma("omp simd")
#else
#define SIMD_LOOP
#endif

#endif
