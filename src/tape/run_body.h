/* The body of a runner. The file that includes this has defined
 *
 *   RUN, INSPECT the names of the functions
 *   TARGET       their target attribute, or nothing
 *   LANES        doubles in a vector
 *   FUSED(a, b, c)  a * b + c
 *   ALL_OF(m)    whether a mask holds in all lanes; only where FUSED rounds once
 *   ROOT(a)      the square root
 *   CALLS_VECTORS  whether vectors are passed in registers here, as the libraries of
 *                vector functions expect them
 *
 * A value that does not exist is a NaN: the mask of the lanes where that is so is
 * put over the result. Each line reads the operands of a lane before it writes. */

#include <math.h>
#include <stdint.h>
#include <string.h>

typedef double vec __attribute__((vector_size(LANES * 8)));
typedef double column __attribute__((vector_size(LANES * 8), aligned(8), may_alias));
typedef int64_t mask __attribute__((vector_size(LANES * 8)));
typedef uint64_t bits __attribute__((vector_size(LANES * 8)));
typedef vec (*vector_1)(vec);
typedef vec (*vector_2)(vec, vec);

#define KERNEL  TARGET static inline __attribute__((always_inline))
#define BITS(x) ((mask)(x))

KERNEL vec undefined_where(mask m, vec x) { return (vec)(BITS(x) | m); }
KERNEL vec choose(mask m, vec a, vec b) { return (vec)((BITS(a) & m) | (BITS(b) & ~m)); }
KERNEL vec only(mask m, vec a) { return (vec)(BITS(a) & m); }
KERNEL vec all(double k)
{
    vec x;
    for (int i = 0; i < LANES; i++)
        x[i] = k;
    return x;
}

KERNEL vec absolute(vec a)
{
    mask sign;
    for (int i = 0; i < LANES; i++)
        sign[i] = INT64_MAX;
    return (vec)(BITS(a) & sign);
}

KERNEL vec sign_of(vec a)
{
    vec s = choose(a > 0, all(1), only(a < 0, all(-1)));
    return undefined_where(a != a, s);
}

KERNEL vec least(vec a, vec b)
{
    return undefined_where((a != a) | (b != b), choose(a < b, a, b));
}

KERNEL vec greatest(vec a, vec b)
{
    return undefined_where((a != a) | (b != b), choose(a > b, a, b));
}

KERNEL vec step(vec a, vec b)
{
    return undefined_where(~((a < b) | (a > b)), only(a < b, all(1)));
}

KERNEL vec edge(vec a, vec b) { return undefined_where(~((a < b) | (a > b)), all(0)); }

KERNEL vec truth(mask m, vec a, vec b)
{
    return undefined_where((a != a) | (b != b), only(m, all(1)));
}

KERNEL vec both(vec a, vec b)
{
    return undefined_where(~((a == 1) | (a == 0)), only(a == 1, b));
}

KERNEL vec either(vec a, vec b)
{
    return undefined_where(~((a == 1) | (a == 0)), choose(a == 1, all(1), b));
}

KERNEL vec select_(vec c, vec a, vec b)
{
    return undefined_where(~((c == 1) | (c == 0)), choose(c == 1, a, b));
}

/* ---- functions ---- */

KERNEL vec lanes_1(double (*f)(double), vec a)
{
    for (int i = 0; i < LANES; i++)
        a[i] = f(a[i]);
    return a;
}

KERNEL vec lanes_2(double (*f)(double, double), vec a, vec b)
{
    for (int i = 0; i < LANES; i++)
        a[i] = f(a[i], b[i]);
    return a;
}

#ifdef ALL_OF
#include "tape/elementary.h"
#endif

/* Where the functions of the C library answer with an infinity or a limit. */
KERNEL vec repair_1(nb_operation op, vec a, vec y)
{
    switch (op) {
    case NB_TAPE_LN:
    case NB_TAPE_LOG2:
    case NB_TAPE_LOG10: return undefined_where(~(a > 0), y);
    case NB_TAPE_ATANH: return undefined_where(~((a > -1) & (a < 1)), y);
    case NB_TAPE_ASIN:
    case NB_TAPE_ACOS: return undefined_where(~((a >= -1) & (a <= 1)), y);
    case NB_TAPE_ACOSH: return undefined_where(~(a >= 1), y);
    default: return undefined_where(a != a, y);
    }
}

KERNEL vec repair_2(nb_operation op, vec a, vec b, vec y)
{
    mask bad = (a != a) | (b != b);
    if (op == NB_TAPE_ATAN2)
        bad |= (a == 0) & (b == 0);
    if (op == NB_TAPE_POW || op == NB_TAPE_POWP)
        bad |= (a == 0) & (b <= 0);
    if (op == NB_TAPE_POWP)
        bad |= a < 0;
    return undefined_where(bad, y);
}

TARGET static void call_1(const nb_instruction *in, double *const *at, size_t n,
                          const nb_vector_functions *functions)
{
    const column *a = (const column *)at[in->a];
    column *r = (column *)at[in->r];
    nb_operation op = (nb_operation)in->op;
    void *pointer = CALLS_VECTORS ? functions->at[op] : NULL;
    vector_1 f;
    memcpy(&f, &pointer, sizeof f);
    double (*scalar)(double) = nb_libm_1(op);
    for (size_t i = 0; i < n; i++) {
        vec u = a[i];
        r[i] = repair_1(op, u, f ? f(u) : lanes_1(scalar, u));
    }
}

/* atan2(-0, x) is that of 0: there is one zero only. */
TARGET static void call_2(const nb_instruction *in, double *const *at, size_t n,
                          const nb_vector_functions *functions)
{
    const column *a = (const column *)at[in->a], *b = (const column *)at[in->b];
    column *r = (column *)at[in->r];
    nb_operation op = (nb_operation)in->op;
    void *pointer = CALLS_VECTORS ? functions->at[op] : NULL;
    vector_2 f;
    memcpy(&f, &pointer, sizeof f);
    double (*scalar)(double, double) = nb_libm_2(op);
    for (size_t i = 0; i < n; i++) {
        vec u = a[i] + 0.0, v = b[i];
        r[i] = repair_2(op, u, v, f ? f(u, v) : lanes_2(scalar, u, v));
    }
}

/* ---- loops ---- */

#define EACH(expression)             \
    for (size_t i = 0; i < n; i++) { \
        vec y = (expression);        \
        r[i] = y;                    \
    }                                \
    break

/* sin and cos of one argument. */
TARGET static void call_circle(const nb_instruction *in, double *const *at, size_t n)
{
    const column *a = (const column *)at[in->a];
    column *r = (column *)at[in->r], *other = (column *)at[in->b];
    for (size_t i = 0; i < n; i++) {
        vec u = a[i], c, s;
#ifdef ALL_OF
        s = sine_cosine(u, &c);
#else
        s = repair_1(NB_TAPE_SIN, u, lanes_1(sin, u));
        c = repair_1(NB_TAPE_COS, u, lanes_1(cos, u));
#endif
        r[i] = s;
        other[i] = c;
    }
}

/* Apart from RUN, where they would slow down everything else. */
TARGET static __attribute__((noinline)) void call(const nb_instruction *in,
                                                  double *const *at, size_t n,
                                                  const nb_vector_functions *functions)
{
#ifdef ALL_OF
    const column *a = (const column *)at[in->a];
    column *r = (column *)at[in->r];
#endif
    switch (in->op) {
#ifdef ALL_OF
    case NB_TAPE_EXP: EACH(exponential(a[i]));
    case NB_TAPE_LN: EACH(logarithm(a[i]));
    case NB_TAPE_SIN: EACH(sine(a[i]));
    case NB_TAPE_COS: EACH(cosine(a[i]));
#endif
    case NB_RUN_SINCOS: call_circle(in, at, n); break;
    case NB_TAPE_POW:
    case NB_TAPE_POWP:
    case NB_TAPE_ATAN2:
    case NB_TAPE_HYPOT: call_2(in, at, n, functions); break;
    default: call_1(in, at, n, functions);
    }
}

TARGET void RUN(const nb_program *p, double *const *at, size_t points,
                const nb_vector_functions *functions)
{
    size_t n = points / LANES;
    for (const nb_instruction *in = p->code, *end = p->code + p->n; in < end; in++) {
        const column *a = (const column *)at[in->a], *b = (const column *)at[in->b],
                     *c = (const column *)at[in->c];
        column *r = (column *)at[in->r];
        const vec k = all(in->k);
        switch (in->op) {
        case NB_RUN_COPY: EACH(a[i]);
        case NB_RUN_FILL: EACH(k);
        case NB_TAPE_ADD: EACH(a[i] + b[i]);
        case NB_RUN_ADDK: EACH(a[i] + k);
        case NB_RUN_RSUBK: EACH(k - a[i]);
        case NB_RUN_SUB: EACH(c[i] - a[i]);
        case NB_RUN_NEG: EACH(-a[i]);
        case NB_TAPE_MUL: EACH(a[i] * b[i]);
        case NB_RUN_MULK: EACH(k * a[i]);
        case NB_RUN_MULP: EACH(k * (a[i] * b[i]));
        case NB_RUN_MULDIV: EACH(undefined_where(b[i] == 0, k * a[i] / b[i]));
        case NB_RUN_DIVK: EACH(a[i] / k);
        case NB_RUN_KDIV: EACH(undefined_where(a[i] == 0, k / a[i]));
        case NB_TAPE_DIV: EACH(undefined_where(b[i] == 0, a[i] / b[i]));
        case NB_RUN_FMA: EACH(FUSED(a[i], b[i], c[i]));
        case NB_RUN_FNMA: EACH(FUSED(-a[i], b[i], c[i]));
        case NB_RUN_FMAK: EACH(FUSED(k, a[i], c[i]));
        case NB_RUN_FMAP: EACH(FUSED(k, a[i] * b[i], c[i]));
        case NB_RUN_KFMA: EACH(FUSED(a[i], b[i], k));
        case NB_RUN_KFMAK: {
            const vec k2 = all(in->k2);
            EACH(FUSED(k, a[i], k2));
        }
        case NB_TAPE_ABS: EACH(absolute(a[i]));
        case NB_TAPE_SIGN: EACH(sign_of(a[i]));
        case NB_TAPE_MIN: EACH(least(a[i], b[i]));
        case NB_TAPE_MAX: EACH(greatest(a[i], b[i]));
        case NB_TAPE_STEP: EACH(step(a[i], b[i]));
        case NB_TAPE_EDGE: EACH(edge(a[i], b[i]));
        case NB_TAPE_LT: EACH(truth(a[i] < b[i], a[i], b[i]));
        case NB_TAPE_LE: EACH(truth(a[i] <= b[i], a[i], b[i]));
        case NB_TAPE_EQ: EACH(truth(a[i] == b[i], a[i], b[i]));
        case NB_TAPE_NE: EACH(truth(a[i] != b[i], a[i], b[i]));
        case NB_TAPE_AND: EACH(both(a[i], b[i]));
        case NB_TAPE_OR: EACH(either(a[i], b[i]));
        case NB_TAPE_NOT: EACH(1 - a[i]);
        case NB_TAPE_SELECT: EACH(select_(a[i], b[i], c[i]));
        case NB_TAPE_SQRT: EACH(ROOT(a[i]));
        default: call(in, at, n, functions);
        }
    }
}

TARGET bool INSPECT(const double *value, const double *norm, size_t points)
{
    const column *f = (const column *)value, *g = (const column *)norm;
    mask doubtful = {0};
    for (size_t i = 0; i < points / LANES; i++)
        doubtful |= f[i] != f[i];
    for (size_t i = 0; g && i < points / LANES; i++) {
        vec size = g[i];
        doubtful |= ~((size > NB_NORM_LEAST) & (size < NB_NORM_MOST));
    }
    int64_t any = 0;
    for (int i = 0; i < LANES; i++)
        any |= doubtful[i];
    return any != 0;
}
