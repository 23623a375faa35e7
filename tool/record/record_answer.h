/* record_answer.h - the chapter that says what all experiments say together. */
#ifndef PITH_RECORD_RECORD_ANSWER_H
#define PITH_RECORD_RECORD_ANSWER_H

#include "record/record_section.h"

pith_status record_answer(struct record_writer *w, pith_error *err);

#endif
