#ifndef NB_SESSION_LINES_H
#define NB_SESSION_LINES_H

#include "session/out.h"

/* Lines for people, and parts of lines, that many answers have. A part is added to
 * the line of `o`; a line is ended as well. */

/* Parts: " at (2, 0)", or " at x = 2" for one variable. */
void nb_line_at(nb_out *o, const nabla_result *r);
/* " is undefined at (2, 0): division by zero in 1/y" behind a label, or
 * " at (2, 0): not proven whether ... is zero"; without the place unless asked for. */
void nb_line_gap(nb_out *o, const nabla_result *r, const nb_member *m, bool place);
/* "  for x != 0 and y > 0", where the formula has conditions. */
void nb_line_conditions(nb_out *o, const nb_formula *f);
/* where t1 = ..., one a line: the names in the formulas, unless they have been told. */
void nb_line_where(nb_out *o, const nabla_result *r);
/* " = formula" and its conditions, or a word that it is too long. */
void nb_line_formula(nb_out *o, nabla_result *r, const nb_formula *f);
/* That a derivative is one-sided, where it is. */
void nb_line_side(nb_out *o, const nb_member *m);

/* Lines: the notes of the answer, where they stand under the echo. */
void nb_line_notes(nb_out *o, const nabla_result *r);
/* f(x, y) = x^2 + 3y^2, and the notes. */
void nb_line_echo(nb_out *o, const nabla_result *r);
/* The same with the derivatives in the body worked out, where there are some. */
void nb_line_worked_out(nb_out *o, const nabla_result *r);
/* The echo of a definition, or a = 3/2. */
void nb_line_definition(nb_out *o, nb_def *d);
/* "at (x, y) = (2, 1):", which a nameless function's values need. */
void nb_line_place(nb_out *o, nabla_result *r);
/* One for each component of the gradient that has no value or only a one-sided one. */
void nb_line_gaps(nb_out *o, nabla_result *r);
/* The norm of the gradient, with the steps to it. */
void nb_line_norm(nb_out *o, nabla_result *r);

#endif
