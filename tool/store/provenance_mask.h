/*
 * provenance_mask.h - what is kept of variables and arguments that may hold secrets.
 *
 * Errs on the side of hiding: a record is shown to others, an unmasked token is a harm, a masked
 * harmless value is not.
 */
#ifndef PITH_STORE_PROVENANCE_MASK_H
#define PITH_STORE_PROVENANCE_MASK_H

/*
 * provenance_mask returns what is recorded of a variable's value, provenance_mask_argument what is
 * recorded of an argument (`before`: the one before it, or NULL). The caller frees; NULL: no
 * memory. A knob of pith is no secret, whatever its name ("--text.tokenizer").
 */
char *provenance_mask(const char *name, const char *value);
char *provenance_mask_argument(const char *before, const char *argument);

#endif
