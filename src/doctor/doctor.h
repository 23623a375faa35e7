/*
 * doctor.h - what reports may see of a doctor besides its findings (section 6 of pith.h).
 */
#ifndef PITH_DOCTOR_DOCTOR_H
#define PITH_DOCTOR_DOCTOR_H

#include "doctor/history.h"

/* doctor_history is what the doctor has seen; the doctor's own. */
const struct history *doctor_history(const pith_doctor *doctor);

#endif
