#include "tape/run.h"

#ifdef NB_RUN_X86
#include <immintrin.h>

#define RUN            nb_run_avx512
#define INSPECT        nb_inspect_avx512
#define TARGET         __attribute__((target("avx512f,avx512dq,avx512vl,fma")))
#define LANES          8
#define FUSED(a, b, c) ((vec)_mm512_fmadd_pd((__m512d)(a), (__m512d)(b), (__m512d)(c)))
#define ALL_OF(m)      (_mm512_movepi64_mask((__m512i)(m)) == 0xFF)
#define ROOT(a)        ((vec)_mm512_sqrt_pd((__m512d)(a)))

#if defined(__clang__) && !defined(__AVX512F__)
#define CALLS_VECTORS 0
#else
#define CALLS_VECTORS 1
#endif

#include "tape/run_body.h"
#endif
