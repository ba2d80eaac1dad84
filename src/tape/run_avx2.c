#include "tape/run.h"

#ifdef NB_RUN_X86
#include <immintrin.h>

#define RUN            nb_run_avx2
#define INSPECT        nb_inspect_avx2
#define TARGET         __attribute__((target("avx2,fma")))
#define LANES          4
#define FUSED(a, b, c) ((vec)_mm256_fmadd_pd((__m256d)(a), (__m256d)(b), (__m256d)(c)))
#define ALL_OF(m)      (_mm256_movemask_pd((__m256d)(m)) == 0xF)
#define ROOT(a)        ((vec)_mm256_sqrt_pd((__m256d)(a)))

#if defined(__clang__) && !defined(__AVX2__)
#define CALLS_VECTORS 0
#else
#define CALLS_VECTORS 1
#endif

#include "tape/run_body.h"
#endif
