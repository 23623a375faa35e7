/*
 * isa.h - which instruction set the processor has: the one place that asks.
 *
 * Loops that cost time stand in files NAME_simd.c, which are compiled once for each level
 * (src/meson.build has the flags). Each compilation defines one table of functions under a name of
 * its own, ISA_NAME(table): table_generic, table_avx2, table_avx512. Whoever calls takes one table,
 * ISA_TABLE(table)[isa_best()]: no ifunc, no global state; asking costs a few instructions. (The
 * 8-bit product has one variant besides plain C, and asks by itself: int8_simd.h.) Of another
 * family than x86-64 ISA_TABLE fills the place of ISA_GENERIC alone, and leaves NULL in the others.
 *
 * Adding a level, say NEON: a member of enum isa (for another family of processors, a list of its
 * own), its test in isa.c, its place in ISA_TABLE, its tables among the extern ones of
 * kernel_simd.h, digest_simd.h and optimizer_rules_simd.h, its flags in src/meson.build, a row of
 * intrinsics in vector.h. tests/math compares every level with plain C.
 */
#ifndef PITH_MATH_ISA_H
#define PITH_MATH_ISA_H

/* From the lowest up; each level has what those before it have. */
enum isa {
    ISA_GENERIC, /* what every processor of the family has; x86-64: SSE2 */
    ISA_AVX2,    /* and FMA */
    ISA_AVX512,  /* F, DQ, BW and VL */
    ISA_VNNI,    /* AVX-512's dot products of bytes */
    ISA_COUNT
};

/* isa_best returns the highest level of this processor. */
enum isa isa_best(void);

/* The initialiser of an array [ISA_COUNT] of pointers to a table's variants. */
#ifdef __x86_64__
#define ISA_TABLE(table)                                                                           \
    {                                                                                              \
        &table##_generic, &table##_avx2, &table##_avx512, &table##_avx512                          \
    }
#else
#define ISA_TABLE(table)                                                                           \
    {                                                                                              \
        &table##_generic                                                                           \
    }
#endif

/* Within NAME_simd.c, compiled with -DISA_LEVEL=avx2 or another: this compilation's name. */
#define ISA_NAME(table) ISA_JOIN(table, ISA_LEVEL)
#define ISA_JOIN(table, level) ISA_JOIN_EXPANDED(table, level)
#define ISA_JOIN_EXPANDED(table, level) table##_##level

/*
 * Before a loop without dependences: gcc needs it at -O2, and for short inner loops at -O3. clang
 * vectorises by itself, and calls it an error where a sanitizer prevents that.
 */
#if defined(__GNUC__) && !defined(__clang__) && defined(_OPENMP)
#define ISA_LOOP _Pragma("omp simd")
#else
#define ISA_LOOP
#endif

#endif
