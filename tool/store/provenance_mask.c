/* provenance_mask.c - which words are secrets; see provenance_mask.h. */
#define _GNU_SOURCE /* strcasestr */
#include "store/provenance_mask.h"

#include "base/config.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char masked[] = "***";

/* Anywhere in a name, in any case. */
static const char *const telling_names[] = {
    "TOKEN", "SECRET", "PASS",    "PWD",     "KEY",       "CREDENTIAL",
    "AUTH",  "COOKIE", "SESSION", "PRIVATE", "SIGNATURE",
};

/* Names that hold one of these words and are harmless. */
static const char *const harmless_names[] = {
    "PWD",
    "OLDPWD",
    "XDG_SESSION_TYPE",
    "XDG_SESSION_ID",
    "XDG_SESSION_CLASS",
    "XDG_SESSION_DESKTOP",
    "DESKTOP_SESSION",
    "KEYBOARD",
};

/* How well-known tokens begin, wherever they stand. */
static const char *const telling_beginnings[] = {
    "ghp_",  "gho_", "ghs_", "ghu_",       "github_pat_", "glpat-",   "xoxb-",
    "xoxp-", "hf_",  "npm_", "pypi-",      "sk-",         "sk_live_", "AKIA",
    "ASIA",  "AIza", "eyJ",  "-----BEGIN", "Bearer ",     "Basic ",
};

static bool tells(const char *name)
{
    const char *bare = name + strspn(name, "-");
    if (knob_find(bare) >= 0 || (strncmp(bare, "no-", 3) == 0 && knob_find(bare + 3) >= 0))
        return false;
    for (size_t i = 0; i < sizeof harmless_names / sizeof *harmless_names; i++)
        if (strcasecmp(name, harmless_names[i]) == 0)
            return false;
    for (size_t i = 0; i < sizeof telling_names / sizeof *telling_names; i++)
        if (strcasestr(name, telling_names[i]))
            return true;
    return false;
}

/* A known beginning at the start of a word of the value. */
static bool looks_secret(const char *value)
{
    for (size_t i = 0; i < sizeof telling_beginnings / sizeof *telling_beginnings; i++) {
        const char *known = telling_beginnings[i];
        for (const char *at = strstr(value, known); at; at = strstr(at + 1, known))
            if (at == value || !isalnum((unsigned char)at[-1]))
                return true;
    }
    return false;
}

/* In "//user:password@" the password is masked, in "//token@" the token. */
static char *mask_urls(const char *value)
{
    size_t size = strlen(value);
    char *out = malloc(2 * size + 4), *to = out; /* at most, 3 bytes become 6 */
    if (!out)
        return NULL;
    for (const char *from = value; *from;) {
        if (strncmp(from, "//", 2) != 0) {
            *to++ = *from++;
            continue;
        }
        const char *end = from + 2 + strcspn(from + 2, "/ \t\n\"'<>"), *at = NULL, *colon = NULL;
        for (const char *p = from + 2; p < end; p++) {
            if (*p == '@')
                at = p;
            if (*p == ':' && !colon)
                colon = p;
        }
        const char *keep = at ? (colon && colon < at ? colon + 1 : from + 2) : end;
        memcpy(to, from, (size_t)(keep - from));
        to += keep - from;
        from = keep;
        if (at) {
            memcpy(to, masked, sizeof masked - 1);
            to += sizeof masked - 1;
            from = at;
        }
    }
    *to = '\0';
    return out;
}

char *provenance_mask(const char *name, const char *value)
{
    if (*value && (tells(name) || looks_secret(value)))
        return strdup(masked);
    return mask_urls(value);
}

/* "--token=X" becomes "--token=***"; "X" behind "--token" is judged by that name. */
char *provenance_mask_argument(const char *before, const char *argument)
{
    const char *equal = strchr(argument, '=');
    if (!equal) {
        bool follows = before && before[0] == '-' && !strchr(before, '=');
        return argument[0] == '-' ? mask_urls(argument)
                                  : provenance_mask(follows ? before : "", argument);
    }
    char *name = strndup(argument, (size_t)(equal - argument)), *value = NULL, *out = NULL;
    if (name)
        value = provenance_mask(name, equal + 1);
    if (value)
        out = malloc(strlen(name) + strlen(value) + 2);
    if (out) {
        size_t length = strlen(name);
        memcpy(out, name, length);
        out[length] = '=';
        strcpy(out + length + 1, value);
    }
    free(name);
    free(value);
    return out;
}
