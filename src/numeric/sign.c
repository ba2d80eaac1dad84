#include "numeric/sign.h"

#include "numeric/identity.h"

#include <math.h>

/* Where no separation bound helps the search ends at MOST_BITS; with one it may
 * go on to MOST_SEPARATION_BITS. */
enum {
    FIRST_BITS = 64,
    IDENTITY_BITS = 256, /* what has not shown its sign by then may be an identity */
    MOST_BITS = 4096,
    MOST_SEPARATION_BITS = 1 << 16
};

static nb_sign sign_of_ball(const arb_t x)
{
    if (!arb_is_finite(x))
        return NB_SIGN_UNKNOWN;
    return arb_is_positive(x)   ? NB_POSITIVE
           : arb_is_negative(x) ? NB_NEGATIVE
           : arb_is_zero(x)     ? NB_ZERO
                                : NB_SIGN_UNKNOWN;
}

/* Whether |x| < 2^-bits for all of the ball. */
static bool below(const arb_t x, double bits)
{
    mag_t m;
    mag_init(m);
    arb_get_mag(m, x);
    bool answer = mag_cmp_2exp_si(m, -(slong)ceil(bits)) < 0;
    mag_clear(m);
    return answer;
}

static nb_sign sign_at(nb_pool *p, nb_expr e, slong prec, double separation, bool *finite)
{
    arb_t x;
    arb_init(x);
    nb_sign s = NB_SIGN_UNKNOWN;
    *finite = nb_enclose(p, e, prec, x);
    if (*finite) {
        s = sign_of_ball(x);
        if (s == NB_SIGN_UNKNOWN && separation < MOST_SEPARATION_BITS &&
            below(x, separation))
            s = NB_ZERO;
    }
    arb_clear(x);
    return s;
}

/* The search above 64 bits. */
static nb_sign sign_closely(nb_pool *p, nb_expr e)
{
    double separation = nb_separation_bits(p, e);
    bool separated = separation < MOST_SEPARATION_BITS;
    slong most = separated ? (slong)separation + 4 * FIRST_BITS : MOST_BITS;
    for (slong prec = 2 * FIRST_BITS;; prec *= 2) {
        bool finite;
        nb_sign s = sign_at(p, e, prec, separation, &finite);
        if (s == NB_SIGN_UNKNOWN && finite && prec == IDENTITY_BITS && nb_vanishes(p, e))
            return NB_ZERO;
        if (s != NB_SIGN_UNKNOWN || nb_failed(p) || prec >= 2 * most)
            return s;
    }
}

static nb_sign sign_of_number(nb_pool *p, nb_expr e)
{
    return (nb_sign)nb_number_sign(p, e);
}

nb_sign nb_sign_with(nb_balls *b, nb_expr e)
{
    if (e == NB_NONE || nb_failed(b->pool))
        return NB_SIGN_UNKNOWN;
    if (nb_is_number(b->pool, e))
        return sign_of_number(b->pool, e);
    arb_srcptr x = nb_balls_of(b, e);
    nb_sign s = x ? sign_of_ball(x) : NB_SIGN_UNKNOWN;
    return s != NB_SIGN_UNKNOWN || nb_failed(b->pool) ? s : sign_closely(b->pool, e);
}

nb_sign nb_sign_of(nb_pool *p, nb_expr e)
{
    nb_balls b;
    nb_balls_init(&b, p, FIRST_BITS);
    nb_sign s = nb_sign_with(&b, e);
    nb_balls_clear(&b);
    return s;
}
