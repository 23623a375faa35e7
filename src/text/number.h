/*
 * number.h - decimal numbers out of text, the same in every locale.
 *
 * strtod reads "0,5" where the user's language writes it so, and then no longer "0.5"; a library
 * must not depend on that, nor may it change the process's locale.
 */
#ifndef PITH_TEXT_NUMBER_H
#define PITH_TEXT_NUMBER_H

/*
 * number_read reads [+-] digits [. digits] [e [+-] digits] at the head of a NUL-terminated text and
 * returns where it ends; NULL if no number stands there. Rounded correctly to the nearest double;
 * too large gives an infinity, but "inf", "nan" and hexadecimal are no numbers here.
 */
const char *number_read(const char *text, double *out);

#endif
