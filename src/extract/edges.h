/*
 * edges.h - where a phrase really begins and ends.
 *
 *     tokens of a phrase ─phrase_trim→ the phrase that a reader would mark
 *
 * A tagger marks whole tokens: "India's", "harbour." with its quotes, "the supply chain". Of these
 * the edges go, whatever the language:
 *
 *   marks     all that is no letter and no digit. What belongs to a word stays, and is taken in
 *             where the tokens left it out: # and @ in front (not both # of #...#), a currency
 *             before or behind a number, the marks that a name in a program begins with (-O2,
 *             --posix, .NET, /dev/shm, __init__), + and # behind (C++, C#), % and °, the full stop
 *             of an abbreviation that has others (U.S., Ph.D.), and a bracket or quotation mark
 *             whose partner is inside: f(x), (R)-carvone, but not both of (EU)
 *   's        of a possessive, but for names that are written with it (McDonald's)
 *   stop words (English) in lower case, where white space parts them from the rest: articles,
 *             possessives, conjunctions and the like in front, pronouns and verbs too behind; if
 *             the text before has a capital, for without any "the martian" may be a title. Also
 *             with a capital in front, where a sentence begins and the next word has none ("The
 *             supply chain", but "The Hague"). A phrase of one word keeps it.
 */
#ifndef PITH_EXTRACT_EDGES_H
#define PITH_EXTRACT_EDGES_H

#include <pith.h>
#include <stdbool.h>

/*
 * phrase_trim cuts the edges of a phrase of text[0, size), in bytes and in code points. False if
 * it has no letter and no digit: then it is no phrase, and left as it was. Trimming again changes
 * nothing. Takes time linear in the phrase, and no memory.
 */
bool phrase_trim(const char *text, size_t size, pith_phrase *p);

#endif
