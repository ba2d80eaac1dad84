#ifndef NB_EXPLORE_EIGEN_H
#define NB_EXPLORE_EIGEN_H

#include "numeric/decimal.h"

/* Eigenvalues of real symmetric matrices: proven enclosures, exact forms where
 * they are short, and signs. Matrices are n by n, row after row; only symmetric
 * ones are meant, and both triangles are given. */

enum { NB_EIGEN_MOST = 32 }; /* rows of a matrix at most */

/* Encloses the eigenvalues of every symmetric matrix within a matrix of balls:
 * values[k], of n initialised balls, holds the k-th smallest of each of them,
 * counted with multiplicity. False where an entry is not finite, or too wide for an
 * enclosure, and after an error (an interrupt).
 *
 * Jacobi rotations of the midpoints give V with V'AV nearly diagonal; that product
 * and V'V are then computed in balls. By Weyl's theorem the eigenvalues of V'AV
 * are within the norm of what is off the diagonal from the entries on it, and by
 * Ostrowski's they are those of A times factors between the extreme eigenvalues of
 * V'V (Horn & Johnson, Matrix Analysis, 4.3.1 and 4.5.9). Neither asks for the
 * eigenvalues to be apart. */
bool nb_eigen_enclose(nb_pool *p, arb_ptr values, arb_srcptr matrix, uint32_t n,
                      slong prec);

/* ---- matrices of canonical closed expressions ---- */

/* The eigenvalues in ascending order as canonical expressions, if every one has a
 * closed form with square roots at most: of diagonal matrices, of 2 by 2, and of
 * rationals whose characteristic polynomial has factors of degree 1 and 2. False
 * (and no error) elsewhere, or where their order is not proven. */
bool nb_eigen_exact(nb_pool *p, const nb_expr *matrix, uint32_t n, nb_expr *values);

/* Appends the k-th smallest eigenvalue with proven digits, as nb_decimal does. */
nb_decimal_status nb_eigen_decimal(nb_pool *p, const nb_expr *matrix, uint32_t n,
                                   uint32_t k, slong digits, nb_buf *out);

/* How many eigenvalues are positive, negative and zero, all proven; what could not
 * be decided is counted as unknown. Zeros by the coefficients of the characteristic
 * polynomial, whose signs tell those of the roots because all of them are real
 * (Descartes). */
typedef struct nb_inertia {
    uint32_t positive, negative, zero, unknown;
} nb_inertia;

/* Of a symmetric matrix of n rows of closed expressions. */
nb_inertia nb_eigen_inertia(nb_pool *p, const nb_expr *matrix, uint32_t n);

typedef enum nb_definiteness {
    NB_DEFINITENESS_UNKNOWN,
    NB_POSITIVE_DEFINITE,
    NB_NEGATIVE_DEFINITE,
    NB_INDEFINITE, /* a positive and a negative eigenvalue */
    NB_POSITIVE_SEMIDEFINITE,
    NB_NEGATIVE_SEMIDEFINITE,
    NB_ZERO_FORM /* all eigenvalues are zero */
} nb_definiteness;

/* What the signs say; INDEFINITE needs one of each sign only. */
nb_definiteness nb_definiteness_of(nb_inertia signs);
/* "positive definite" … "zero"; "not decided". */
const char *nb_definiteness_words(nb_definiteness kind);

/* The coefficients c[0] … c[n] of det(t I - A) = c[0] + c[1] t + … + t^n, in
 * canonical form, by Faddeev and Le Verrier's recursion: the determinant is
 * (-1)^n c[0]. For n up to 4; false elsewhere or after an error. */
bool nb_characteristic(nb_pool *p, const nb_expr *matrix, uint32_t n, nb_expr *c);

#endif
