#include "algebra/factors.h"

#include "algebra/facts.h"
#include "algebra/parts.h"

static bool add(nb_pool *p, nb_list *bases, nb_list *exponents, nb_expr b, nb_expr k)
{
    return b && k && nb_list_add(p, bases, b) && nb_list_add(p, exponents, k);
}

/* b^(sum of c t) with a positive base: one factor b^t to the c for each term. */
static bool split_all(nb_pool *p, nb_expr b, nb_expr s, nb_list *bases,
                      nb_list *exponents)
{
    bool ok = true;
    uint32_t n = nb_op_of(p, s) == NB_SUM ? nb_nargs(p, s) : 0;
    if (n == 0)
        return add(p, bases, exponents, nb_power(p, b, s), nb_one(p));
    for (uint32_t i = 0; ok && i < n; i += 2)
        ok = add(p, bases, exponents, nb_power(p, b, nb_arg(p, s, i + 1)),
                 nb_arg(p, s, i));
    return ok;
}

/* b^(n s) is (b^s)^n for an integer n. */
static bool split_multiple(nb_pool *p, nb_expr b, nb_expr s, nb_list *bases,
                           nb_list *exponents)
{
    nb_expr n = nb_one(p), part = s;
    if (nb_op_of(p, s) == NB_SUM && nb_nargs(p, s) == 2)
        nb_split_coefficient(p, s, &n, &part);
    else if (nb_op_of(p, s) == NB_SUM)
        part = nb_primitive_part(p, s, true, &n);
    if (!n || !nb_is_integer(p, n))
        return add(p, bases, exponents, nb_power(p, b, s), nb_one(p));
    return add(p, bases, exponents, nb_power(p, b, part), n);
}

/* b^(s + c) with a base of any sign: an integer c comes off. */
static bool split_constant(nb_pool *p, nb_expr b, nb_expr s, nb_list *bases,
                           nb_list *exponents)
{
    nb_expr one = nb_one(p), rest = s;
    uint32_t n = nb_op_of(p, s) == NB_SUM ? nb_nargs(p, s) : 0;
    for (uint32_t i = 0; i < n; i += 2) {
        nb_expr c = nb_arg(p, s, i);
        if (nb_arg(p, s, i + 1) != one || !nb_is_integer(p, c))
            continue;
        rest = nb_difference(p, s, c);
        if (!add(p, bases, exponents, b, c))
            return false;
        break;
    }
    return split_multiple(p, b, rest, bases, exponents);
}

bool nb_list_factors(nb_pool *p, nb_expr term, nb_list *bases, nb_list *exponents)
{
    if (nb_op_of(p, term) != NB_PROD)
        return add(p, bases, exponents, term, nb_one(p));
    bool ok = true;
    for (uint32_t i = 0; ok && i < nb_nargs(p, term); i += 2) {
        nb_expr b = nb_arg(p, term, i), k = nb_arg(p, term, i + 1);
        if (nb_is_number(p, k))
            ok = add(p, bases, exponents, b, k);
        else if (nb_is_positive(p, b))
            ok = split_all(p, b, k, bases, exponents);
        else
            ok = split_constant(p, b, k, bases, exponents);
    }
    return ok;
}
