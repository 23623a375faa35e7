/* record_appendix.h - the last chapter: data, rules, metrics, program and machine. */
#ifndef PITH_RECORD_RECORD_APPENDIX_H
#define PITH_RECORD_RECORD_APPENDIX_H

#include "record/record_section.h"

void record_appendix(struct record_writer *w);

#endif
