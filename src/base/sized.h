/*
 * sized.h - structs that cross the border of the library, made by somebody who may know an older or
 * a newer pith.h.
 *
 * Whoever makes such a struct writes its size, sizeof as its code was compiled, into its first
 * member; whoever reads it looks no further than that, and takes defaults for what is not there.
 * Options are orders: what this library does not know must be zero, or the call is refused. Records
 * (events, what a doctor is told) are observations: what this library does not know is left out.
 */
#ifndef PITH_BASE_SIZED_H
#define PITH_BASE_SIZED_H

#include <pith.h>

/* Larger than any struct of pith.h will be: a size beyond is an uninitialised one. */
enum { SIZED_MAX = 1 << 13 };

/*
 * sized_options copies the caller's options into `ours` (`known` bytes, filled with the defaults).
 * PITH_STATUS_USAGE, and nothing copied, for a size below `least` (the members without which the
 * struct means nothing) or above SIZED_MAX, and for anything but zeros beyond `known`.
 */
pith_status sized_options(void *ours, size_t known, size_t least, const void *theirs,
                          const char *name, pith_error *err);

/* sized_record is the same for a record: what lies beyond `known` is left out, whatever it is. */
pith_status sized_record(void *ours, size_t known, size_t least, const void *theirs,
                         const char *name, pith_error *err);

/* SIZED_UPTO(type, member) is the size of a struct that ends with this member. */
#define SIZED_UPTO(type, member) (offsetof(type, member) + sizeof(((type *)0)->member))

#endif
