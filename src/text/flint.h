/*
 * The one door to FLINT: exact integers and rationals, polynomials, and ball
 * arithmetic (Arb).
 *
 * Arb was a library of its own, with its headers beside FLINT's, until it became
 * part of FLINT 3. Only this file knows which of the two is installed; everything
 * else includes "text/flint.h" and uses names that both have. tests/check-includes
 * holds the sources to that.
 */
#ifndef NB_TEXT_FLINT_H
#define NB_TEXT_FLINT_H

/* FLINT's types name FILE, and some of its headers declare functions that take one
   only when <stdio.h> came first. */
#include <stdio.h>

#include <flint/flint.h>

#include <flint/fmpq.h>
#include <flint/fmpq_mat.h>
#include <flint/fmpq_poly.h>
#include <flint/fmpz.h>
#include <flint/fmpz_factor.h>
#include <flint/fmpz_lll.h>
#include <flint/fmpz_mat.h>
#include <flint/fmpz_mpoly.h>
#include <flint/fmpz_mpoly_factor.h>
#include <flint/fmpz_poly.h>
#include <flint/fmpz_poly_factor.h>
#include <flint/fmpz_vec.h>
#include <flint/ulong_extras.h>

#if __has_include(<flint/arb.h>)
#include <flint/arb.h>
#include <flint/arb_hypgeom.h>
#include <flint/arb_mat.h>
#include <flint/arf.h>
#include <flint/mag.h>
#else
#include <arb.h>
#include <arb_hypgeom.h>
#include <arb_mat.h>
#include <arf.h>
#include <mag.h>
#endif

#endif
