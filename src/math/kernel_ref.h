/* kernel_ref.h - the plain twin of the fast kernels, for tests. */
#ifndef PITH_MATH_KERNEL_REF_H
#define PITH_MATH_KERNEL_REF_H

#include "math/kernel.h"

/* kernel_ref returns the table of plain loops; static. */
const struct kernel *kernel_ref(void);

#endif
