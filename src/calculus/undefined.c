#include "calculus/at.h"

#include "expr/function.h"

/* Reasons as phrases. */

static const char *opening(nb_reason reason)
{
    switch (reason) {
    case NB_WHY_DIVISION_BY_ZERO: return "division by zero";
    case NB_WHY_LOG_OF_ZERO: return "logarithm of zero";
    case NB_WHY_LOG_OF_NEGATIVE: return "logarithm of a negative number";
    case NB_WHY_SQRT_OF_NEGATIVE: return "square root of a negative number";
    case NB_WHY_ROOT_OF_NEGATIVE: return "even root of a negative number";
    case NB_WHY_POWER_OF_NEGATIVE: return "irrational power of a negative number";
    case NB_WHY_ZERO_TO_ZERO: return "0^0";
    case NB_WHY_NO_CASE: return "no case applies";
    case NB_WHY_VERTICAL: return "the tangent is vertical";
    case NB_WHY_JUMP: return "the function is not continuous there";
    case NB_WHY_ISOLATED: return "the function is undefined on both sides";
    case NB_WHY_UNDECIDED: return "the derivative could not be decided";
    case NB_WHY_NO_VALUE: return "no value is known";
    default: return "undefined";
    }
}

static void outside_domain(nb_pool *p, const nb_undefined *why, nb_write_expr write,
                           void *data, nb_buf *out)
{
    nb_buf_printf(out, "%s is undefined at ",
                  nb_function_row(nb_fn_of(p, why->node))->unicode);
    if (why->second)
        nb_buf_putc(out, '(');
    write(data, p, why->first, out);
    if (why->second) {
        nb_buf_puts(out, ", ");
        write(data, p, why->second, out);
        nb_buf_putc(out, ')');
    }
}

static void sides_differ(nb_pool *p, const nb_undefined *why, nb_write_expr write,
                         void *data, nb_buf *out)
{
    nb_buf_puts(out, "the one-sided derivatives differ: ");
    write(data, p, why->first, out);
    nb_buf_puts(out, " and ");
    write(data, p, why->second, out);
}

static void sign_unknown(nb_pool *p, const nb_undefined *why, nb_write_expr write,
                         void *data, nb_buf *out)
{
    nb_buf_puts(out, "not proven whether ");
    if (why->first)
        write(data, p, why->first, out);
    else
        nb_buf_puts(out, "a value");
    nb_buf_puts(out, " is zero");
}

void nb_undefined_text(nb_pool *p, const nb_undefined *why, nb_write_expr write,
                       void *data, nb_buf *out)
{
    if (why->reason == NB_WHY_SIDES_DIFFER) {
        sides_differ(p, why, write, data, out);
        return;
    }
    if (why->reason == NB_WHY_OUTSIDE_DOMAIN)
        outside_domain(p, why, write, data, out);
    else if (why->reason == NB_WHY_SIGN_UNKNOWN)
        sign_unknown(p, why, write, data, out);
    else
        nb_buf_puts(out, opening(why->reason));
    if (why->node) {
        nb_buf_puts(out, " in ");
        write(data, p, why->node, out);
    }
}
