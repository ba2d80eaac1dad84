#include "teach/mistake.h"

#include "expr/function.h"

static const nb_mistake mistakes[] = {
#define NB_MISTAKE(id, kind, name, tried, op, fn, left, right, derivative, message, \
                   hint)                                                            \
    {{#id, name, op, fn, left, right, derivative, ""},                              \
     kind,                                                                          \
     NB_TRY_##tried,                                                                \
     message,                                                                       \
     hint},
#include "teach/mistakes.def"
#undef NB_MISTAKE
};

const nb_mistake *nb_mistake_of(nb_mistake_id id) { return &mistakes[id]; }
