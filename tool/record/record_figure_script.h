/*
 * record_figure_script.h - a figure as a gnuplot script.
 *
 *     struct figure ─figure_script→ text of figures/<id>.gp, which draws <id>.svg and <id>.png
 *
 * gnuplot lays out axes, ticks, labels and keys; here stand the page's measures, and what gnuplot
 * cannot know: how far an axis has to go at least, and how many ticks a low panel has room for.
 */
#ifndef PITH_RECORD_RECORD_FIGURE_SCRIPT_H
#define PITH_RECORD_RECORD_FIGURE_SCRIPT_H

#include "record/record_figure.h"

/* figure_script appends the script, which reads ../csv/<id>.csv. */
void figure_script(const struct figure *f, struct buffer *out);

#endif
