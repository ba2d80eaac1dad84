#include "algebra/template.h"

#include "syntax/parse.h"

#include <string.h>

nb_expr nb_template(nb_pool *p, const char *text, nb_expr u, nb_expr v)
{
    nb_map bindings = {0};
    nb_expr typed = nb_parse_expression(p, text, strlen(text), NULL, NULL);
    bool ok = typed && (!u || nb_map_put(p, &bindings, nb_symbol(p, "u", 1), u)) &&
              (!v || nb_map_put(p, &bindings, nb_symbol(p, "v", 1), v));
    nb_expr e = ok ? nb_canonical_with(p, typed, &bindings) : NB_NONE;
    nb_map_free(&bindings);
    return e;
}
