#include "algebra/angle.h"

#include "algebra/template.h"

typedef struct row {
    slong numerator;
    ulong denominator;
    const char *values[3]; /* by nb_ratio_kind; "": undefined */
} row;

static const row rows[] = {
    {0, 1, {"0", "0", "1"}},
    {1, 12, {"(sqrt(6)-sqrt(2))/4", "2-sqrt(3)", "sqrt(6)-sqrt(2)"}},
    {1, 10, {"(sqrt(5)-1)/4", "sqrt(25-10*sqrt(5))/5", "sqrt(50-10*sqrt(5))/5"}},
    {1, 8, {"sqrt(2-sqrt(2))/2", "sqrt(2)-1", "sqrt(4-2*sqrt(2))"}},
    {1, 6, {"1/2", "sqrt(3)/3", "2*sqrt(3)/3"}},
    {1, 5, {"sqrt(10-2*sqrt(5))/4", "sqrt(5-2*sqrt(5))", "sqrt(5)-1"}},
    {1, 4, {"sqrt(2)/2", "1", "sqrt(2)"}},
    {3, 10, {"(sqrt(5)+1)/4", "sqrt(25+10*sqrt(5))/5", "sqrt(50+10*sqrt(5))/5"}},
    {1, 3, {"sqrt(3)/2", "sqrt(3)", "2"}},
    {3, 8, {"sqrt(2+sqrt(2))/2", "sqrt(2)+1", "sqrt(4+2*sqrt(2))"}},
    {2, 5, {"sqrt(10+2*sqrt(5))/4", "sqrt(5+2*sqrt(5))", "sqrt(5)+1"}},
    {5, 12, {"(sqrt(6)+sqrt(2))/4", "2+sqrt(3)", "sqrt(6)+sqrt(2)"}},
    {1, 2, {"1", "", ""}},
};
enum { ROWS = sizeof rows / sizeof *rows };

static nb_expr row_value(nb_pool *p, const row *r, nb_ratio_kind kind)
{
    return r->values[kind][0] ? nb_template(p, r->values[kind], NB_NONE, NB_NONE)
                              : NB_NONE;
}

nb_expr nb_angle_value(nb_pool *p, nb_ratio_kind kind, const fmpq_t q)
{
    for (unsigned i = 0; i < ROWS; i++)
        if (fmpz_equal_si(fmpq_numref(q), rows[i].numerator) &&
            fmpz_equal_ui(fmpq_denref(q), rows[i].denominator))
            return row_value(p, &rows[i], kind);
    return NB_NONE;
}

bool nb_angle_of(nb_pool *p, nb_ratio_kind kind, nb_expr value, fmpq_t q)
{
    for (unsigned i = 0; i < ROWS && !nb_failed(p); i++) {
        if (row_value(p, &rows[i], kind) != value)
            continue;
        fmpq_set_si(q, rows[i].numerator, rows[i].denominator);
        return true;
    }
    return false;
}
