#include "calculus/tower_internal.h"

#include "algebra/canon.h"
#include "algebra/facts.h"
#include "numeric/sign.h"

/* What is known of the signs of polynomials in the generators. */

/* The fact about f, up to a sign, which *turned gets. */
static nb_tower_fact *fact_of(nb_tower *t, const fmpz_mpoly_t f, int *turned)
{
    fmpz_mpoly_t minus;
    nb_tower_fact *found = NULL;
    fmpz_mpoly_init(minus, t->ctx);
    fmpz_mpoly_neg(minus, f, t->ctx);
    for (uint32_t i = 0; i < t->nfacts && !found; i++) {
        bool same = fmpz_mpoly_equal(t->facts[i].f, f, t->ctx);
        if (same || fmpz_mpoly_equal(t->facts[i].f, minus, t->ctx)) {
            *turned = same ? 1 : -1;
            found = &t->facts[i];
        }
    }
    fmpz_mpoly_clear(minus, t->ctx);
    return found;
}

static void note(nb_tower *t, const fmpz_mpoly_t f, int sign, bool strict)
{
    int turned = 1;
    nb_tower_fact *have = fact_of(t, f, &turned);
    if (!have && t->nfacts < NB_TOWER_FACTS) {
        have = &t->facts[t->nfacts++];
        *have = (nb_tower_fact){0};
        fmpz_mpoly_init(have->f, t->ctx);
        fmpz_mpoly_set(have->f, f, t->ctx);
    }
    if (!have)
        return;
    if (sign)
        have->sign = sign * turned;
    have->strict = have->strict || strict;
}

static int sign_of_expr(nb_pool *p, nb_expr e, bool *strict)
{
    nb_expr minus = nb_negate(p, e);
    *strict = nb_is_positive(p, e) || nb_is_positive(p, minus);
    if (nb_is_nonnegative(p, e))
        return 1;
    if (nb_is_nonnegative(p, minus) || (nb_facts(p, e) & NB_FACT_NONPOS))
        return -1;
    if (!nb_is_closed(p, e))
        return 0;
    nb_sign s = nb_sign_of(p, e);
    *strict = s == NB_POSITIVE || s == NB_NEGATIVE;
    return *strict ? (int)s : 0;
}

/* The sign that was assumed of e or -e; *place gets which assumption it is. */
static int assumed_sign(nb_tower *t, nb_expr e, uint32_t *place)
{
    nb_expr minus = nb_negate(t->p, e);
    for (uint32_t i = 0; t->assumed && i < t->assumed->n; i++) {
        int s = t->minus >> i & 1 ? -1 : 1;
        *place = i;
        if (t->assumed->items[i] == e)
            return s;
        if (t->assumed->items[i] == minus)
            return -s;
    }
    return 0;
}

static void add_candidate(nb_tower *t, nb_expr e)
{
    nb_expr minus = nb_negate(t->p, e);
    for (uint32_t i = 0; i < t->candidates.n; i++)
        if (t->candidates.items[i] == e || t->candidates.items[i] == minus)
            return;
    nb_list_add(t->p, &t->candidates, e);
}

int nb_tower_sign(nb_tower *t, const fmpz_mpoly_t f, bool *strict)
{
    int turned = 1;
    uint32_t place;
    nb_tower_fact *fact = fact_of(t, f, &turned);
    *strict = fact && fact->strict;
    if (fact && fact->sign)
        return fact->sign * turned;
    if (nb_poly_is_complex(t, f))
        return 0;
    nb_expr e = nb_tower_expr(t, f);
    if (!e)
        return 0;
    bool sure;
    int sign = sign_of_expr(t->p, e, &sure);
    *strict = *strict || sure;
    if (sign)
        note(t, f, sign, *strict);
    else if (!(sign = assumed_sign(t, e, &place)))
        add_candidate(t, e);
    return sign;
}

/* Calls back with each factor of the numerator (times 1) and denominator (-1). */
static bool factors_of(nb_tower *t, const fmpz_mpoly_t f, fmpz_mpoly_factor_t out)
{
    enum { FEW = 30, LOW = 24 };
    return fmpz_mpoly_length(f, t->ctx) <= FEW &&
           fmpz_mpoly_total_degree_fits_si(f, t->ctx) &&
           fmpz_mpoly_total_degree_si(f, t->ctx) <= LOW &&
           fmpz_mpoly_factor(out, f, t->ctx);
}

void nb_tower_note_nonzero(nb_tower *t, const nb_fraction *u)
{
    fmpz_mpoly_factor_t factors;
    if (!t->ok || nb_poly_is_complex(t, u->num) || fmpz_mpoly_is_fmpz(u->num, t->ctx))
        return;
    fmpz_mpoly_factor_init(factors, t->ctx);
    t->work += 400;
    if (factors_of(t, u->num, factors))
        for (slong i = 0; i < factors->num; i++)
            note(t, factors->poly + i, 0, true);
    fmpz_mpoly_factor_clear(factors, t->ctx);
}

/* One odd factor whose sign is not known gets it from the others, where these are
 * not zero. */
void nb_tower_note_sign(nb_tower *t, const nb_fraction *u, bool strict)
{
    fmpz_mpoly_factor_t factors;
    fmpz_mpoly_t whole;
    if (!t->ok || nb_poly_is_complex(t, u->num) || nb_poly_is_complex(t, u->den))
        return;
    if (strict)
        nb_tower_note_nonzero(t, u);
    nb_tower_note_nonzero(t, &(nb_fraction){.num = {u->den[0]}, .den = {u->num[0]}});
    fmpz_mpoly_init(whole, t->ctx);
    nb_tower_product(t, whole, u->num, u->den);
    fmpz_mpoly_factor_init(factors, t->ctx);
    t->work += 400;
    if (t->ok && factors_of(t, whole, factors)) {
        int sign = fmpz_sgn(factors->constant), unknown = 0;
        slong which = -1;
        for (slong i = 0; i < factors->num; i++) {
            bool sure;
            uint32_t before = t->candidates.n;
            int s = nb_tower_sign(t, factors->poly + i, &sure);
            bool odd = fmpz_is_odd(factors->exp + i);
            t->candidates.n = before;
            if (odd && s && (sure || strict)) {
                sign *= s;
            } else if (odd) {
                which = i;
                unknown++;
            } else if (!sure && !strict) {
                unknown++; /* an even factor that may be zero */
            }
        }
        if (unknown == 1 && which >= 0 && sign)
            note(t, factors->poly + which, sign, strict);
    }
    fmpz_mpoly_factor_clear(factors, t->ctx);
    fmpz_mpoly_clear(whole, t->ctx);
}
