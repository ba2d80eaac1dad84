#include "expr/function.h"

#include <string.h>

static const nb_function rows[NB_FN_COUNT] = {
#define NB_FUNCTION(id, name, arity, spellings, unicode, latex, d1, d2, domain, rewrite, \
                    inverse, enclosure, special, rule, help, example)                    \
    [NB_FN_##id] = {name,   arity,   spellings, unicode, latex, d1,     d2,              \
                    domain, rewrite, inverse,   rule,    help,  example},
#include "expr/functions.def"
#undef NB_FUNCTION
};

const nb_function *nb_function_row(unsigned fn) { return &rows[fn]; }

/* Whether one of the blank-separated words is this name. */
static bool among(const char *words, const char *name, size_t length)
{
    while (*words) {
        size_t n = strcspn(words, " ");
        if (n == length && memcmp(words, name, n) == 0)
            return true;
        words += n;
        words += *words == ' ';
    }
    return false;
}

nb_fn nb_function_find(const char *name, size_t length)
{
    if (length > 1 && name[1] >= '0' && name[1] <= '9')
        return NB_FN_COUNT; /* x1 and the like: no function has a digit there */
    for (unsigned fn = 0; fn < NB_FN_COUNT; fn++) {
        const nb_function *row = &rows[fn];
        if (strlen(row->name) == length && memcmp(row->name, name, length) == 0)
            return (nb_fn)fn;
        if (among(row->spellings, name, length) || among(row->unicode, name, length))
            return (nb_fn)fn;
    }
    return NB_FN_COUNT;
}

/* Edit distance with transposition (Damerau 1964), given up above `most`. */
static int edits(const char *a, size_t na, const char *b, size_t nb, int most)
{
    enum { LONGEST = 16 };
    int d[LONGEST + 1][LONGEST + 1];
    if (na > LONGEST || nb > LONGEST)
        return most + 1;
    for (size_t i = 0; i <= na; i++) {
        for (size_t j = 0; j <= nb; j++) {
            if (i == 0 || j == 0) {
                d[i][j] = (int)(i + j);
                continue;
            }
            int best = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
            if (d[i - 1][j] + 1 < best)
                best = d[i - 1][j] + 1;
            if (d[i][j - 1] + 1 < best)
                best = d[i][j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                d[i - 2][j - 2] + 1 < best)
                best = d[i - 2][j - 2] + 1;
            d[i][j] = best;
        }
    }
    return d[na][nb];
}

static size_t common_beginning(const char *name, size_t length, const char *known)
{
    size_t n = 0;
    while (n < length && known[n] && name[n] == known[n])
        n++;
    return n;
}

nb_fn nb_function_near(const char *name, size_t length)
{
    nb_fn best = NB_FN_COUNT;
    int least = length <= 4 ? 1 : 2;
    size_t common = 0;
    for (unsigned fn = 0; fn < NB_FN_COUNT; fn++) {
        const nb_function *row = &rows[fn];
        if (row->arity == 0)
            continue;
        int n = edits(name, length, row->name, strlen(row->name), least);
        size_t begin = common_beginning(name, length, row->name);
        if (n < least || (n == least && (best == NB_FN_COUNT || begin > common))) {
            best = (nb_fn)fn;
            least = n;
            common = begin;
        }
    }
    return best;
}
