/* screen.c - the terminal and the environment; see screen.h. */
#include "show/screen.h"

#include "cli/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool screen_utf8(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (!value || !*value)
            continue; /* the first that is set decides, as in setlocale */
        const char *dot = strchr(value, '.');
        return dot && (!strncasecmp(dot, ".utf-8", 6) || !strncasecmp(dot, ".utf8", 5));
    }
    return false;
}

int screen_width(void)
{
    int terminal = cli_columns(stdout);
    const char *columns = getenv("COLUMNS");
    long width = columns ? strtol(columns, NULL, 10) : 0;
    return terminal > 0 ? terminal : width > 0 && width < 10000 ? (int)width : 80;
}

const char *screen_arrow(void)
{
    return screen_utf8() ? " → " : " -> ";
}

struct plot_style screen_style(int height)
{
    return (struct plot_style){.width = screen_width(),
                               .height = height,
                               .utf8 = screen_utf8(),
                               .colour = cli_has_colour(stdout)};
}
