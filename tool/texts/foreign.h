/*
 * foreign.h - texts in Latin letters that are hardly English.
 *
 * A guess by letter sequences (of libexttextcat), made to be trusted when it speaks: of the 12,280
 * English texts of data/english it takes 1 for a foreign one (docs/accuracy.md has the figures by
 * length). Short texts and code are passed over in silence.
 */
#ifndef PITH_TEXTS_FOREIGN_H
#define PITH_TEXTS_FOREIGN_H

#include <stddef.h>

enum { FOREIGN_LANGUAGES = 17 };

struct foreign;

/*
 * foreign_open reads the fingerprints of the languages, which takes 2 ms. NULL when they are not
 * there (Debian: libexttextcat-data) or memory is short: then nothing is guessed.
 */
struct foreign *foreign_open(void);

/*
 * foreign_guess gives the language that a text in Latin letters seems to be in, less than
 * FOREIGN_LANGUAGES; -1 when it may be English, when there is too little to tell, or f is NULL.
 * Looks at the first 300 bytes of words, allocates nothing. Any thread.
 */
int foreign_guess(const struct foreign *f, const char *text, size_t size);

/* foreign_name gives a language's name: "German". Static. */
const char *foreign_name(int language);
void foreign_close(struct foreign *f);

#endif
