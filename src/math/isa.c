/* isa.c - the instruction sets that the processor reports; see isa.h. */
#include "math/isa.h"

#include <stdbool.h>

enum isa isa_best(void)
{
#ifdef __x86_64__
    bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    bool avx512 = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                  __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
    bool vnni = avx512 && __builtin_cpu_supports("avx512vnni");
    return vnni ? ISA_VNNI : avx512 ? ISA_AVX512 : avx2 ? ISA_AVX2 : ISA_GENERIC;
#else
    return ISA_GENERIC;
#endif
}
