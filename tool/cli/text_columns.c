/* text_columns.c - the width of text on a terminal; see text_columns.h. */
#include "cli/text_columns.h"

#include "base/utf8.h"

#include <unicode/uchar.h>

static int code_columns(UChar32 code)
{
    int type = u_charType(code);
    if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR)
        return 0;
    int width = u_getIntPropertyValue(code, UCHAR_EAST_ASIAN_WIDTH);
    return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

int text_columns(const char *text, size_t size)
{
    int columns = 0;
    for (size_t at = 0; at < size;)
        columns += code_columns(utf8_next(text, size, &at));
    return columns;
}
