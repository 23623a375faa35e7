/*
 * real.h - the number type of the nets.
 *
 * float in the library; double when the same sources are built a second time for the gradient check
 * (PITH_REAL_DOUBLE), where finite differences must agree to 1e-6.
 */
#ifndef PITH_MATH_REAL_H
#define PITH_MATH_REAL_H

#ifdef PITH_REAL_DOUBLE
typedef double real;
#else
typedef float real;
#endif

#endif
