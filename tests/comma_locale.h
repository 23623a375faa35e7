/*
 * comma_locale.h - a locale in which printf writes 0,5, for tests of what must not depend on it.
 *
 *     if (!comma_locale_set())
 *         skip();                  it says on stderr what is missing
 *     ...
 *     comma_locale_unset();
 */
#ifndef PITH_TESTS_COMMA_LOCALE_H
#define PITH_TESTS_COMMA_LOCALE_H

#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

/* Sets one of the system's locales, or one made with localedef; false where there is neither. */
static inline bool comma_locale_set(void)
{
    static const char *const names[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "de_DE", "cs_CZ.UTF-8"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (setlocale(LC_NUMERIC, names[i]))
            return true;
    char folder[] = "/tmp/pith-locale-XXXXXX", command[200];
    bool made = mkdtemp(folder) && !setenv("LOCPATH", folder, 1);
    snprintf(command, sizeof command, "localedef -i de_DE -f UTF-8 %s/de_DE.UTF-8 2>&1", folder);
    made = made && !system(command) && setlocale(LC_NUMERIC, "de_DE.UTF-8");
    snprintf(command, sizeof command, "rm -rf %s", folder);
    if (system(command) || !made)
        fprintf(stderr, "NOT TESTED: no locale with a decimal comma, and localedef makes none\n");
    return made;
}

static inline void comma_locale_unset(void)
{
    setlocale(LC_NUMERIC, "C");
}

#endif
