#ifndef NB_STATEMENTS_STEPS_H
#define NB_STATEMENTS_STEPS_H

#include "session/out.h"
#include "teach/told.h"

/* What steps and hint share: the derivations of an answer, told, and how they are
 * written. */

enum { NB_SECTIONS_MAX = 16 };

typedef enum nb_steps_format {
    NB_STEPS_TEXT,
    NB_STEPS_LATEX,
    NB_STEPS_MARKDOWN
} nb_steps_format;

typedef struct nb_steps_answer {
    nb_told told;
    nb_list variables; /* of the sections: one each, or one more from order to order */
    uint32_t n_sections;
    bool higher;     /* each section derives what the one before has found */
    bool only_point; /* nothing but the values at a point was asked for */
    nb_steps_format format;
    nb_list inserted; /* the function and the formulas with the point put in */
    /* hint: which it is, of how many, the lines that it shows, and how many pieces of
     * the last of them (0: all) */
    uint32_t hint, n_hints, first_line, end_line, pieces;
} nb_steps_answer;

/* Reads what is to be derived, a part of the text that may be empty, derives it, and
 * tells it into r->data; r->formulas get the results, one for each section. */
bool nb_answer_steps(nabla_result *r, const nb_statement *st, const char *text,
                     nb_span part);
/* The same for r->def, by r->by (none: by each variable). */
bool nb_answer_steps_of(nabla_result *r);
void nb_steps_roots(void *data, nb_roots *roots);
void nb_steps_release(void *data);

/* The label of what section i derives: ∂f/∂x. */
void nb_steps_label(nb_out *o, const nabla_result *r, uint32_t section);
/* Whether a line need not be shown: the first of a section says nothing where nothing is
 * held constant and no other section is beside it. */
bool nb_steps_is_idle(const nb_steps_answer *a, const nb_told_line *line);
/* The told lines [first, end) for people, each with its number and indentation; of the
 * last one only `pieces` pieces (0: all). */
void nb_steps_lines(nb_out *o, nabla_result *r, uint32_t first, uint32_t end,
                    uint32_t pieces);
/* Appends a told line, or its first pieces (0: all), in a style, without its number. */
void nb_steps_line_text(nabla_result *r, uint32_t line, uint32_t pieces, nb_style style,
                        nb_buf *out);
/* All of them as an align environment, or as a list in Markdown. */
void nb_steps_latex(nb_out *o, nabla_result *r);
void nb_steps_markdown(nb_out *o, nabla_result *r);

struct nb_writer;
/* "derivatives": [...], "steps": [...] */
void nb_steps_json(nabla_result *r, struct nb_writer *w);

#endif
