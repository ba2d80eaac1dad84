#ifndef NB_CALCULUS_CONFIRM_H
#define NB_CALCULUS_CONFIRM_H

#include "expr/expr.h"

/* Holds a form that is to be shown against the one that it was made from, both typed or
 * canonical: at a few points, always the same, with positive and negative values, both
 * are enclosed in balls of low precision. False when that proves them different: the
 * balls have no common point, or the form is not defined, as far as many more digits can
 * tell, where what it was made from is. True says that nothing was found; what is too
 * large is not looked at. */
bool nb_confirmed(nb_pool *p, nb_expr given, nb_expr shown);

#endif
