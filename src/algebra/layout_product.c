#include "algebra/front.h"
#include "algebra/layout_internal.h"
#include "expr/function.h"

#include <stdlib.h>
#include <string.h>

/* Products and quotients: one fraction bar, the coefficient first, then constants,
 * symbols, sums, roots, exponentials and functions. */

enum part_rank {
    R_CONSTANT, /* pi, e^2            */
    R_RADICAL,  /* sqrt(2)            */
    R_SYMBOL,   /* x^2                */
    R_ROOT,     /* sqrt(x)            */
    R_ABSOLUTE, /* |x|                */
    R_SUM,      /* (x + y)^2          */
    R_SUM_ROOT, /* sqrt(x^2 + y^2)    */
    R_POWER,    /* e^x, 2^x, x^y      */
    R_FUNCTION, /* ln(2), sin(x)      */
    R_OTHER
};

/* ---- numbers ---- */

/* Decimals have at most so many significant digits, integers at most so many
 * digits before they are written as 1e200. */
enum { LONGEST_DECIMAL = 15, LONGEST_INTEGER = 21 };

/* Takes the factors `prime` out of n; how many there were. */
static slong take_out(fmpz_t n, ulong prime)
{
    fmpz_t f;
    fmpz_init_set_ui(f, prime);
    slong times = fmpz_remove(n, n, f);
    fmpz_clear(f);
    return times;
}

/* Whether q > 0 is an integer times a power of ten with few digits. */
static bool few_digits(const fmpq_t q)
{
    fmpz_t n, f;
    fmpz_init_set(n, fmpq_denref(q));
    fmpz_init(f);
    slong twos = take_out(n, 2), fives = take_out(n, 5);
    bool ends = fmpz_is_one(n);
    slong more = twos > fives ? twos - fives : fives - twos;
    fmpz_set(n, fmpq_numref(q));
    if (fmpz_is_one(fmpq_denref(q))) {
        take_out(n, 10);
    } else if (ends && more <= 4 * LONGEST_DECIMAL) {
        fmpz_ui_pow_ui(f, twos > fives ? 5 : 2, (ulong)more);
        fmpz_mul(n, n, f);
    } else {
        ends = false;
    }
    ends = ends && fmpz_sizeinbase(n, 10) <= LONGEST_DECIMAL;
    fmpz_clear(n);
    fmpz_clear(f);
    return ends;
}

/* Whether q > 0 is written as a decimal where decimals were typed. */
static bool short_decimal(const fmpq_t q)
{
    bool integer = fmpz_is_one(fmpq_denref(q));
    if (integer && fmpz_sizeinbase(fmpq_numref(q), 10) <= LONGEST_INTEGER)
        return false;
    return few_digits(q);
}

static nb_expr integer_of(nb_pool *p, const fmpz_t n)
{
    fmpq_t q;
    fmpq_init(q);
    fmpq_set_fmpz(q, n);
    nb_expr e = nb_number(p, q, NB_EXACT);
    fmpq_clear(q);
    return e;
}

static nb_expr negated(nb_pool *p, nb_expr e, bool negative)
{
    return negative ? nb_unary(p, NB_NEG, e) : e;
}

nb_expr nb_layout_number(nb_pool *p, const fmpq_t value, bool decimals)
{
    fmpq_t size;
    fmpq_init(size);
    fmpq_abs(size, value);
    bool negative = fmpq_sgn(value) < 0;
    nb_expr e;
    if (decimals && short_decimal(size))
        e = negated(p, nb_number(p, size, NB_DECIMAL), negative);
    else if (fmpz_is_one(fmpq_denref(size)))
        e = negated(p, nb_number(p, size, NB_EXACT), negative);
    else
        e = nb_binary(p, NB_DIV, negated(p, integer_of(p, fmpq_numref(size)), negative),
                      integer_of(p, fmpq_denref(size)));
    fmpq_clear(size);
    return e;
}

/* ---- taking a product apart ---- */

uint32_t nb_layout_product_rank(const layout *l, uint32_t rank)
{
    return rank > l->known ? rank - l->known : rank + (1u << 30);
}

static bool is_fraction(nb_pool *p, nb_expr e)
{
    return nb_is_number(p, e) && !fmpz_is_one(fmpq_denref(nb_value(p, e)));
}

/* Whether a symbol stands for a call of a function. */
static bool is_call(const layout *l, const record *symbol)
{
    return l->plain && symbol->first > l->plain;
}

static uint8_t rank_of(const layout *l, nb_expr base, const record *b, nb_expr exponent)
{
    nb_pool *p = l->p;
    bool numeric = nb_is_number(p, exponent), root = is_fraction(p, exponent);
    bool constant = numeric || nb_record_of(l, exponent)->kind == K_CONSTANT;
    switch (nb_op_of(p, base)) {
    case NB_NUMBER: return numeric ? R_RADICAL : constant ? R_CONSTANT : R_POWER;
    case NB_SYMBOL:
        if (numeric && is_call(l, b))
            return R_FUNCTION;
        return !numeric ? R_POWER : root ? R_ROOT : R_SYMBOL;
    case NB_FN:
        if (nb_nargs(p, base) == 0)
            return constant ? R_CONSTANT : R_POWER;
        if (!numeric)
            return R_POWER;
        return nb_fn_of(p, base) == NB_FN_ABS ? R_ABSOLUTE : R_FUNCTION;
    case NB_SUM:
    case NB_PROD:
        if (!numeric)
            return R_POWER;
        if (b->kind == K_CONSTANT)
            return R_RADICAL;
        return root ? R_SUM_ROOT : R_SUM;
    default: return R_OTHER;
    }
}

static bool add_part(layout *l, nb_expr base, nb_expr exponent)
{
    nb_pool *p = l->p;
    part *parts = nb_room(p, l->parts, l->n_parts, &l->parts_capacity, sizeof *l->parts);
    if (!parts)
        return false;
    l->parts = parts;
    record *b = nb_record_of(l, base);
    part x = {.base = base, .exponent = exponent, .where = (uint32_t)(b - l->records)};
    if (nb_is_symbol(p, base) && nb_is_int(p, exponent, 1) && !is_call(l, b)) {
        x.rank = R_SYMBOL;
        l->parts[l->n_parts++] = x;
        return true;
    }
    x.rank = rank_of(l, base, b, exponent);
    x.below = nb_is_below(p, base, exponent);
    /* the sign of a sum comes out of an integer power and of an odd root */
    if (nb_op_of(p, base) == NB_SUM && nb_nargs(p, base) > 2 &&
        nb_is_number(p, exponent) && fmpz_is_odd(fmpq_denref(nb_value(p, exponent)))) {
        x.odd = fmpz_is_odd(fmpq_numref(nb_value(p, exponent)));
        x.flip = b->lead < 0;
    }
    l->parts[l->n_parts++] = x;
    return true;
}

/* Splits c * t into l->parts; the sign of c and of what was flipped. */
static int take_apart(layout *l, const fmpq_t c, nb_expr t)
{
    nb_pool *p = l->p;
    int sign = fmpq_sgn(c);
    bool ok = true;
    l->n_parts = 0;
    if (nb_op_of(p, t) == NB_PROD) {
        uint32_t lowered = nb_lowered(p, t);
        for (uint32_t i = 0; ok && i < nb_nargs(p, t); i += 2) {
            ok = add_part(l, nb_arg(p, t, i), nb_arg(p, t, i + 1));
            if (ok && i == lowered)
                l->parts[l->n_parts - 1].below = l->parts[l->n_parts - 1].lowered = true;
        }
    } else if (!nb_is_number(p, t)) {
        ok = add_part(l, t, nb_integer(p, 1));
    }
    for (uint32_t i = 0; i < l->n_parts; i++)
        if (l->parts[i].flip && l->parts[i].odd)
            sign = -sign;
    return sign;
}

/* How readily a factor takes a minus sign in, 0 for not at all: y - x for x - y
 * loses no leading plus; 1 - 3x - x^2 for x^2 + 3x - 1 has one, and is shorter than
 * a sign in front, but a sum to a power is left alone. */
static int readiness(const layout *l, const part *x)
{
    const record *b = &l->records[x->where];
    bool first_power = nb_is_int(l->p, x->exponent, 1);
    if (!x->odd)
        return 0;
    if (x->flip ? b->plus >= b->minus : b->minus >= b->plus)
        return first_power ? 3 : 2;
    return first_power && b->plus && b->minus;
}

/* Moves a minus sign into a sum: -y (x - y) is y (y - x). */
static int absorb(layout *l)
{
    part *best = NULL;
    for (uint32_t i = 0; i < l->n_parts; i++) {
        part *x = &l->parts[i];
        int r = readiness(l, x);
        if (r && (!best || r > readiness(l, best)))
            best = x;
    }
    if (!best)
        return -1;
    best->flip = !best->flip;
    return 1;
}

/* ---- putting it together ---- */

static int by_place(const layout *l, uint32_t i, uint32_t j)
{
    const part *a = &l->parts[i], *b = &l->parts[j];
    const record *x = &l->records[a->where], *y = &l->records[b->where];
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    uint32_t first = x->first ? nb_layout_product_rank(l, x->first) : 0;
    uint32_t second = y->first ? nb_layout_product_rank(l, y->first) : 0;
    if (a->rank <= R_ABSOLUTE && first != second)
        return first < second ? -1 : 1;
    if (a->rank <= R_SUM_ROOT && x->degree != y->degree)
        return x->degree < y->degree ? -1 : 1;
    if (first != second)
        return first < second ? -1 : 1;
    nb_pool *p = l->p;
    if (nb_op_of(p, a->base) == NB_FN && nb_op_of(p, b->base) == NB_FN &&
        nb_fn_of(p, a->base) != nb_fn_of(p, b->base)) {
        /* sec u tan u, csc u cot u; otherwise as in the table */
        static const uint8_t later[NB_FN_COUNT] = {
            [NB_FN_TAN] = 1, [NB_FN_COT] = 1, [NB_FN_TANH] = 1, [NB_FN_COTH] = 1};
        int order = later[nb_fn_of(p, a->base)] - later[nb_fn_of(p, b->base)];
        return order ? order : nb_fn_of(p, a->base) < nb_fn_of(p, b->base) ? -1 : 1;
    }
    uint32_t ha = nb_hash(p, a->base), hb = nb_hash(p, b->base);
    return ha != hb ? (ha < hb ? -1 : 1) : 0;
}

/* base^|exponent| as it is typed. */
static nb_expr lay_power(layout *l, nb_expr base, nb_expr exponent, bool below)
{
    nb_pool *p = l->p;
    if (!nb_is_number(p, exponent))
        return nb_binary(p, NB_POW, base, nb_record_of(l, exponent)->typed);
    if (!below && nb_is_int(p, exponent, 1))
        return base;
    fmpq_t e;
    fmpq_init(e);
    fmpq_set(e, nb_value(p, exponent));
    if (below)
        fmpq_neg(e, e);
    bool unit = fmpz_is_one(fmpq_numref(e));
    nb_expr power;
    if (fmpq_is_one(e))
        power = base;
    else if (unit && fmpz_equal_ui(fmpq_denref(e), 2))
        power = nb_fn1(p, NB_FN_SQRT, base);
    else if (unit && fmpz_equal_ui(fmpq_denref(e), 3))
        power = nb_fn1(p, NB_FN_CBRT, base);
    else
        power = nb_binary(p, NB_POW, base, nb_layout_number(p, e, l->decimals));
    fmpq_clear(e);
    return power;
}

/* A typed product without the minus sign that it begins with. */
static nb_expr without_minus(nb_pool *p, nb_expr e)
{
    nb_op op = nb_op_of(p, e);
    if (op == NB_NEG)
        return nb_arg(p, e, 0);
    if (op != NB_MUL && op != NB_DIV)
        return e;
    return nb_binary(p, op, without_minus(p, nb_arg(p, e, 0)), nb_arg(p, e, 1));
}

static nb_expr lay_part(layout *l, const part *x)
{
    const record *b = &l->records[x->where];
    if (x->lowered)
        return nb_binary(l->p, NB_POW, b->typed,
                         without_minus(l->p, nb_record_of(l, x->exponent)->typed));
    if (x->instead)
        return lay_power(l, x->instead, x->exponent, x->below);
    return lay_power(l, x->flip ? b->flipped : b->typed, x->exponent, x->below);
}

/* sqrt(2) sqrt(3) is sqrt(6), |x| |y| is |x y|: parts of one exponent that go
 * under one root or between one pair of bars. */
static bool goes_together(nb_pool *p, const part *a, const part *b)
{
    if (a->exponent != b->exponent || a->rank != b->rank)
        return false;
    if (a->rank == R_ABSOLUTE)
        return fmpz_is_pm1(fmpq_numref(nb_value(p, a->exponent)));
    return a->rank == R_RADICAL && is_fraction(p, a->exponent) &&
           nb_is_number(p, a->base) && nb_is_number(p, b->base) &&
           nb_number_sign(p, a->base) > 0 && nb_number_sign(p, b->base) > 0;
}

/* Whether a part is a name alone. */
static bool is_plain(const layout *l, const part *x)
{
    return x->rank == R_SYMBOL && !x->instead && !x->below && !x->lowered &&
           nb_is_int(l->p, x->exponent, 1);
}

/* The factors from the i-th sorted part on that go together, as one; *i is moved
 * behind them. */
static nb_expr lay_together(layout *l, uint32_t *i)
{
    nb_pool *p = l->p;
    const part *x = &l->parts[l->sorted[*i]];
    uint32_t end = *i + 1;
    if (is_plain(l, x)) {
        *i = end;
        return x->base;
    }
    while (end < l->n_parts && goes_together(p, x, &l->parts[l->sorted[end]]))
        end++;
    nb_expr whole = NB_NONE;
    if (end == *i + 1) {
        whole = lay_part(l, x);
    } else if (x->rank == R_ABSOLUTE) {
        for (uint32_t k = *i; k < end; k++) {
            nb_expr inside = nb_arg(p, l->parts[l->sorted[k]].base, 0);
            inside = nb_record_of(l, inside)->typed;
            whole = whole ? nb_binary(p, NB_MUL, whole, inside) : inside;
        }
        whole = lay_power(l, nb_fn1(p, NB_FN_ABS, whole), x->exponent, x->below);
    } else {
        fmpq_t product;
        fmpq_init(product);
        fmpq_one(product);
        for (uint32_t k = *i; k < end; k++)
            fmpq_mul(product, product, nb_value(p, l->parts[l->sorted[k]].base));
        whole = lay_power(l, nb_layout_number(p, product, false), x->exponent, x->below);
        fmpq_clear(product);
    }
    *i = end;
    return whole;
}

static nb_expr times(nb_pool *p, nb_expr product, nb_expr factor)
{
    return product ? nb_binary(p, NB_MUL, product, factor) : factor;
}

/* ---- runs of factors ---- */

/* Products of so many factors are told as trees of runs. */
enum { LONG_PRODUCT = 64, RUN_LEVELS = 12, RUN_BITS = 3 };

/* A product that is being put together: of each level the run that is not complete. Where
 * a run ends is decided by the factor that ends it, not by its place: without one of its
 * factors, a product has nearly all of its runs still. */
typedef struct runs {
    nb_expr levels[RUN_LEVELS];
    bool is_long;
} runs;

static nb_expr join(nb_pool *p, nb_expr run, nb_expr next)
{
    return run ? nb_make(p, NB_MUL, NB_RUN, 2, (nb_expr[]){run, next}) : next;
}

static void add_to_runs(nb_pool *p, runs *r, nb_expr factor)
{
    r->levels[0] = times(p, r->levels[0], factor);
    uint32_t hash = r->is_long && factor ? nb_hash(p, factor) : 1;
    for (unsigned k = 0; k + 1 < RUN_LEVELS && hash % (1u << RUN_BITS) == 0; k++) {
        r->levels[k + 1] = join(p, r->levels[k + 1], r->levels[k]);
        r->levels[k] = NB_NONE;
        hash >>= RUN_BITS;
    }
}

static nb_expr end_runs(nb_pool *p, const runs *r)
{
    nb_expr product = NB_NONE;
    for (unsigned k = RUN_LEVELS; k-- > 0;)
        if (r->levels[k])
            product = join(p, product, r->levels[k]);
    return product;
}

/* The sorted parts on one side of the bar, behind the NUMBER `first` (NB_NONE:
 * behind nothing). The minus sign goes before the first factor. */
static nb_expr lay_side(layout *l, nb_expr first, bool below, bool negative)
{
    if (below && l->n_above == l->n_parts)
        return first;
    runs r = {.levels = {first}, .is_long = l->n_parts >= LONG_PRODUCT};
    bool any = first != NB_NONE;
    if (first && negative)
        r.levels[0] = nb_unary(l->p, NB_NEG, first);
    for (uint32_t i = 0; i < l->n_parts && !nb_failed(l->p);) {
        if (l->parts[l->sorted[i]].below != below) {
            i++;
            continue;
        }
        nb_expr factor = lay_together(l, &i);
        if (!any && negative)
            factor = nb_unary(l->p, NB_NEG, factor);
        any = true;
        add_to_runs(l->p, &r, factor);
    }
    return end_runs(l->p, &r);
}

/* The parts and the positive coefficient c. */
static nb_expr put_together(layout *l, const fmpq_t c, bool negative)
{
    nb_pool *p = l->p;
    uint32_t above = 0;
    for (uint32_t i = 0; i < l->n_parts; i++) {
        l->sorted[i] = i;
        above += !l->parts[i].below;
    }
    l->n_above = above;
    nb_layout_sort(l, l->n_parts, by_place);
    nb_expr over = NB_NONE, under = NB_NONE;
    if (l->decimals && short_decimal(c)) {
        over = nb_number(p, c, NB_DECIMAL);
    } else {
        if (above == 0 || !fmpz_is_one(fmpq_numref(c)))
            over = integer_of(p, fmpq_numref(c));
        if (!fmpz_is_one(fmpq_denref(c)))
            under = integer_of(p, fmpq_denref(c));
    }
    over = lay_side(l, over, false, negative);
    under = lay_side(l, under, true, false);
    return under ? nb_binary(p, NB_DIV, over, under) : over;
}

static nb_expr log_of_power(nb_pool *p, nb_expr log, slong power)
{
    fmpq_t q;
    fmpq_init(q);
    fmpq_pow_si(q, nb_value(p, nb_arg(p, log, 0)), power);
    nb_expr e = nb_fn1(p, NB_FN_LN, nb_number(p, q, NB_EXACT));
    fmpq_clear(q);
    return e;
}

/* Puts the constants in as they are to be printed. */
static void respell(layout *l, const nb_respelling *r)
{
    nb_pool *p = l->p;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < l->n_parts; i++) {
        part x = l->parts[i];
        if (r->log && x.base == r->log)
            x.instead = log_of_power(p, r->log, r->log_power);
        if (r->beside && x.base == r->beside)
            x.instead = nb_binary(p, NB_MUL, r->radical, r->beside);
        if (!r->radical || x.base != r->radical)
            l->parts[kept++] = x;
    }
    l->n_parts = kept;
}

nb_expr nb_layout_term(layout *l, const fmpq_t c, nb_expr t, lay_mode mode)
{
    int sign = take_apart(l, c, t);
    if (sign < 0 && mode == WHOLE)
        sign = absorb(l);
    fmpq_t size;
    fmpq_init(size);
    fmpq_abs(size, c);
    if (!l->decimals) {
        nb_respelling r;
        nb_respelling_init(&r, l->p, size, t);
        respell(l, &r);
        fmpq_set(size, r.coefficient);
        nb_respelling_clear(&r);
    }
    nb_expr e =
        nb_failed(l->p) ? NB_NONE : put_together(l, size, mode != MAGNITUDE && sign < 0);
    fmpq_clear(size);
    return e;
}

int nb_layout_term_sign(layout *l, const fmpq_t c, nb_expr t)
{
    return take_apart(l, c, t);
}

bool nb_layout_takes_sign(layout *l, const fmpq_t c, nb_expr t)
{
    bool takes = false;
    take_apart(l, c, t);
    for (uint32_t i = 0; i < l->n_parts; i++)
        takes = takes || readiness(l, &l->parts[i]);
    return takes;
}
