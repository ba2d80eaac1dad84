#ifndef NB_SESSION_TABLE_H
#define NB_SESSION_TABLE_H

#include "session/out.h"

/* Appends what stands in a cell; row 0 is the heading. */
typedef void nb_table_cell(void *data, uint32_t row, uint32_t column, nb_buf *out);

enum { NB_TABLE_COLUMNS = 8 };

/* A table of a heading and so many rows, its columns as wide as they need be. */
void nb_line_table(nb_out *o, uint32_t rows, uint32_t columns, nb_table_cell *cell,
                   void *data);

#endif
