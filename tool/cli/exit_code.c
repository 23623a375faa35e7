/* exit_code.c - from status to exit code; see exit_code.h. */
#include "cli/exit_code.h"

int cli_exit_code(pith_status status)
{
    switch (status) {
    case PITH_STATUS_OK:
        return 0;
    case PITH_STATUS_NEGATIVE:
    case PITH_STATUS_STOPPED:
        return 1;
    case PITH_STATUS_USAGE:
        return 2;
    case PITH_STATUS_DATA:
        return 3;
    case PITH_STATUS_SYSTEM:
    case PITH_STATUS_MEMORY:
        return 4;
    case PITH_STATUS_INTERNAL:
        break;
    }
    return 5;
}
