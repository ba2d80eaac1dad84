/* What kind of critical point it is. */

#include "algebra/canon.h"
#include "algebra/facts.h"
#include "algebra/tidy.h"
#include "explore/critical_internal.h"
#include "explore/eigen.h"
#include "numeric/sign.h"

enum { HESSIAN_BITS = 300 };

/* ---- by the Hessian ---- */

static bool exact_hessian(nb_hunt *h, const nb_critical_point *point, nb_expr *m)
{
    for (uint32_t i = 0; i < h->n * h->n; i++) {
        nb_expr e = nb_hunt_at(h, h->hessian[i], point->exact);
        m[i] = e ? nb_tidy(h->p, e) : NB_NONE;
        if (!m[i])
            return false;
    }
    return true;
}

/* The eigenvalues of the Hessian at an exact point, exactly where they are short. */
static nb_inertia exact_inertia(nb_hunt *h, nb_critical_point *point)
{
    nb_expr m[NB_MOST_ENTRIES];
    uint32_t n = h->n;
    if (!exact_hessian(h, point, m))
        return (nb_inertia){.unknown = n};
    arb_ptr a = _arb_vec_init((slong)n * n);
    point->has_eigen = true;
    for (uint32_t i = 0; i < n * n; i++)
        point->has_eigen =
            point->has_eigen && nb_enclose(h->p, m[i], HESSIAN_BITS, a + i);
    point->has_eigen =
        point->has_eigen && nb_eigen_enclose(h->p, point->eigen, a, n, HESSIAN_BITS);
    _arb_vec_clear(a, (slong)n * n);
    if (!nb_eigen_exact(h->p, m, n, point->eigen_exact))
        for (uint32_t i = 0; i < n; i++)
            point->eigen_exact[i] = NB_NONE;
    return nb_eigen_inertia(h->p, m, n);
}

static nb_inertia ball_inertia(nb_hunt *h, nb_critical_point *point)
{
    uint32_t n = h->n;
    nb_inertia s = {0};
    arb_ptr a = _arb_vec_init((slong)n * n);
    bool good = true;
    for (uint32_t i = 0; good && i < n * n; i++)
        good = nb_hunt_ball(h, h->hessian[i], point->at, HESSIAN_BITS, a + i);
    point->has_eigen = good && nb_eigen_enclose(h->p, point->eigen, a, n, HESSIAN_BITS);
    for (uint32_t i = 0; point->has_eigen && i < n; i++) {
        s.positive += arb_is_positive(&point->eigen[i]);
        s.negative += arb_is_negative(&point->eigen[i]);
    }
    s.unknown = n - s.positive - s.negative;
    _arb_vec_clear(a, (slong)n * n);
    return s;
}

static nb_critical_kind kind_of_signs(nb_inertia s)
{
    switch (nb_definiteness_of(s)) {
    case NB_POSITIVE_DEFINITE: return NB_CRITICAL_MINIMUM;
    case NB_NEGATIVE_DEFINITE: return NB_CRITICAL_MAXIMUM;
    case NB_INDEFINITE: return NB_CRITICAL_SADDLE;
    default: return NB_CRITICAL_INCONCLUSIVE;
    }
}

/* ---- by sign ---- */

nb_critical_kind nb_kind_by_sign(nb_hunt *h, nb_expr value)
{
    nb_expr d = value ? nb_difference(h->p, h->f, value) : NB_NONE;
    for (int tidied = 0; d && tidied < 2; tidied++) {
        if (nb_is_nonnegative(h->p, d))
            return NB_CRITICAL_MINIMUM;
        if (nb_is_nonnegative(h->p, nb_negate(h->p, d)))
            return NB_CRITICAL_MAXIMUM;
        d = nb_tidy(h->p, d);
    }
    return NB_CRITICAL_INCONCLUSIVE;
}

void nb_hunt_kind(nb_hunt *h, nb_critical_point *point)
{
    bool alone;
    if (point->kind != NB_CRITICAL_INCONCLUSIVE)
        return; /* who found it knows */
    if (point->smooth) {
        nb_inertia s =
            point->all_exact ? exact_inertia(h, point) : ball_inertia(h, point);
        point->kind = kind_of_signs(s);
        point->because = NB_BECAUSE_HESSIAN;
    }
    if (point->kind == NB_CRITICAL_INCONCLUSIVE) {
        point->kind = nb_kind_by_sign(h, point->value);
        point->because = NB_BECAUSE_SIGN;
    }
    if (point->kind == NB_CRITICAL_INCONCLUSIVE && point->all_exact) {
        point->kind = nb_kind_by_forms(h, point->exact, 1e-6, &alone);
        point->because = NB_BECAUSE_FORM;
    }
}
