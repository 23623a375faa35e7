/* record_gnuplot.h - gnuplot, as a program that may be there. */
#ifndef PITH_RECORD_RECORD_GNUPLOT_H
#define PITH_RECORD_RECORD_GNUPLOT_H

#include <pith.h>
#include <stdbool.h>

/*
 * gnuplot_draw runs gnuplot on a script of a folder, in that folder. PITH_STATUS_SYSTEM with what
 * gnuplot said when it fails, and with *missing = true when it is not installed.
 */
pith_status gnuplot_draw(const char *folder, const char *script, bool *missing, pith_error *err);

#endif
