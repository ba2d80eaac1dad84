#include "algebra/facts.h"
#include "algebra/parts.h"

/* c (sin u)^2 r + c (cos u)^2 r = c r and its hyperbolic sister, in sums: they
 * are found by building the partner of a squared sine and looking for it. */

/* The factor (sin u)^2 or (sinh u)^2 of a term, or NB_NONE. */
static nb_expr squared_sine(nb_pool *p, nb_expr term)
{
    if (nb_op_of(p, term) != NB_PROD)
        return NB_NONE;
    for (uint32_t i = 0; i < nb_nargs(p, term); i += 2) {
        nb_expr b = nb_arg(p, term, i);
        bool sine = nb_is_fn(p, b, NB_FN_SIN) || nb_is_fn(p, b, NB_FN_SINH);
        if (sine && nb_is_int(p, nb_arg(p, term, i + 1), 2))
            return b;
    }
    return NB_NONE;
}

/* The coefficient of the term in the sum, or NB_NONE. Terms are ordered. */
static nb_expr coefficient_of(nb_pool *p, nb_expr sum, nb_expr term)
{
    uint32_t low = 0, high = nb_nargs(p, sum) / 2;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        nb_expr t = nb_arg(p, sum, 2 * middle + 1);
        if (t == term)
            return nb_arg(p, sum, 2 * middle);
        if (t < term)
            low = middle + 1;
        else
            high = middle;
    }
    return NB_NONE;
}

/* One replacement, or the sum as it is. */
static nb_expr replace_one(nb_pool *p, nb_expr sum)
{
    nb_expr two = nb_integer(p, 2), one = nb_one(p);
    for (uint32_t i = 0; i < nb_nargs(p, sum); i += 2) {
        nb_expr c = nb_arg(p, sum, i), term = nb_arg(p, sum, i + 1);
        nb_expr sine = squared_sine(p, term);
        if (!sine)
            continue;
        bool circular = nb_is_fn(p, sine, NB_FN_SIN);
        nb_expr cosine =
            nb_apply1(p, circular ? NB_FN_COS : NB_FN_COSH, nb_arg(p, sine, 0));
        nb_expr rest = nb_quotient(p, term, nb_power(p, sine, two));
        nb_expr partner = nb_product2(p, rest, nb_power(p, cosine, two));
        nb_expr have = partner ? coefficient_of(p, sum, partner) : NB_NONE;
        if (!have || have != (circular ? c : nb_negate(p, c)))
            continue;
        /* have times the partner and its sine become have times the rest */
        return nb_linear(p, (nb_expr[]){one, nb_negate(p, c), nb_negate(p, have), have},
                         (nb_expr[]){sum, term, partner, rest}, 4);
    }
    return sum;
}

nb_expr nb_pythagoras(nb_pool *p, nb_expr sum)
{
    return sum && nb_op_of(p, sum) == NB_SUM && nb_nargs(p, sum) >= 4
               ? replace_one(p, sum)
               : sum;
}
