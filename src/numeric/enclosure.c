#include "numeric/enclosure.h"

#include "expr/function.h"

static void arb_pi_of(arb_t y, const arb_t u, slong prec)
{
    (void)u;
    arb_const_pi(y, prec);
}

static void arb_e_of(arb_t y, const arb_t u, slong prec)
{
    (void)u;
    arb_const_e(y, prec);
}

static void arb_ln_of(arb_t y, const arb_t u, slong prec)
{
    if (arb_is_positive(u))
        arb_log(y, u, prec);
    else
        arb_indeterminate(y);
}

static void arb_abs_of(arb_t y, const arb_t u, slong prec)
{
    (void)prec;
    arb_abs(y, u);
}

/* -1, 0 or 1 where that is certain, else a ball over all three. */
static void arb_sign_of(arb_t y, const arb_t u, slong prec)
{
    (void)prec;
    if (arb_is_finite(u))
        arb_sgn(y, u);
    else
        arb_indeterminate(y);
}

/* In (0, pi). 1/u keeps the digits of a large u, which pi/2 - atan(u) would lose. */
static void arb_acot_of(arb_t y, const arb_t u, slong prec)
{
    arb_t t;
    arb_init(t);
    if (arb_contains_zero(u)) {
        arb_atan(y, u, prec);
        arb_const_pi(t, prec);
        arb_mul_2exp_si(t, t, -1);
        arb_sub(y, t, y, prec);
    } else {
        bool negative = arb_is_negative(u);
        arb_inv(y, u, prec);
        arb_atan(y, y, prec);
        if (negative) {
            arb_const_pi(t, prec);
            arb_add(y, y, t, prec);
        }
    }
    arb_clear(t);
}

/* f(1/u) */
static void of_inverse(arb_t y, const arb_t u, slong prec, nb_enclosure f)
{
    arb_inv(y, u, prec);
    if (arb_is_finite(y))
        f(y, y, prec);
    else
        arb_indeterminate(y);
}

static void arb_asec_of(arb_t y, const arb_t u, slong prec)
{
    of_inverse(y, u, prec, arb_acos);
}

static void arb_acsc_of(arb_t y, const arb_t u, slong prec)
{
    of_inverse(y, u, prec, arb_asin);
}

static void arb_acoth_of(arb_t y, const arb_t u, slong prec)
{
    of_inverse(y, u, prec, arb_atanh);
}

static void arb_asech_of(arb_t y, const arb_t u, slong prec)
{
    of_inverse(y, u, prec, arb_acosh);
}

static void arb_acsch_of(arb_t y, const arb_t u, slong prec)
{
    of_inverse(y, u, prec, arb_asinh);
}

static void arb_erf_of(arb_t y, const arb_t u, slong prec)
{
    arb_hypgeom_erf(y, u, prec);
}

nb_enclosure nb_enclosure_of(unsigned fn)
{
#define none NULL
    static const nb_enclosure table[NB_FN_COUNT] = {
#define NB_FUNCTION(id, name, arity, spellings, unicode, latex, d1, d2, domain, rewrite, \
                    inverse, enclosure, special, rule, help, example)                    \
    [NB_FN_##id] = enclosure,
#include "expr/functions.def"
#undef NB_FUNCTION
    };
#undef none
    return fn < NB_FN_COUNT ? table[fn] : NULL;
}
