#include "calculus/confirm.h"

#include "numeric/ball.h"

/* Points are tried until WANTED of them lie in the domain, TRIES at most. MANY_NODES of
 * what is written out are not worth what two more evaluations of each would take. */
enum { WANTED = 3, TRIES = 6, LOW = 48, HIGH = 320, MANY_NODES = 600 };

typedef enum verdict { OUTSIDE, EQUAL, DIFFERENT } verdict;

/* The value of symbol number i at point number k: dyadic, so that its ball is exact, and
 * none that a textbook's function treats in a special way. The signs alternate, then
 * they are the others, then all plus, then all minus. */
static void coordinate(arb_t x, uint32_t i, int k)
{
    static const slong widths[TRIES] = {1, 3, 1, 4, 2, 9};
    slong n = 30 + (slong)((37 * i + 58 * (uint32_t)k) % 76); /* of 114 parts */
    bool minus = k < 2 ? (i + (uint32_t)k) % 2 : k == 4;
    arb_set_si(x, (minus ? -n : n) * widths[k] * 9 + 1);
    arb_mul_2exp_si(x, x, -10);
}

static bool bind(nb_balls *b, const nb_list *symbols, int k)
{
    bool ok = true;
    arb_t x;
    arb_init(x);
    for (uint32_t i = 0; ok && i < symbols->n; i++) {
        coordinate(x, i, k);
        ok = nb_balls_bind(b, symbols->items[i], x);
    }
    arb_clear(x);
    return ok;
}

static verdict compare_at(nb_pool *p, nb_expr given, nb_expr shown,
                          const nb_list *symbols, int k, slong precision)
{
    nb_balls b;
    verdict v = OUTSIDE;
    arb_t value;
    nb_balls_init(&b, p, precision);
    arb_init(value);
    arb_srcptr y = bind(&b, symbols, k) ? nb_balls_of(&b, given) : NULL;
    if (y && arb_is_finite(y)) {
        arb_set(value, y);
        y = nb_balls_of(&b, shown);
        v = y && arb_is_finite(y) && arb_overlaps(y, value) ? EQUAL : DIFFERENT;
    }
    arb_clear(value);
    nb_balls_clear(&b);
    return v;
}

bool nb_confirmed(nb_pool *p, nb_expr given, nb_expr shown)
{
    nb_list symbols = {0};
    if (given == shown || nb_tree_size(p, given, MANY_NODES) >= MANY_NODES)
        return true;
    bool ok = nb_free_symbols(p, given, &symbols), agrees = true;
    int inside = 0, tries = symbols.n ? TRIES : 1;
    for (int k = 0; ok && agrees && k < tries && inside < WANTED && nb_poll(p); k++) {
        verdict v = compare_at(p, given, shown, &symbols, k, LOW);
        if (v == DIFFERENT) /* a ball that is not finite may only be too wide */
            v = compare_at(p, given, shown, &symbols, k, HIGH);
        agrees = v != DIFFERENT;
        inside += v == EQUAL;
    }
    nb_list_free(&symbols);
    return agrees || nb_failed(p);
}
