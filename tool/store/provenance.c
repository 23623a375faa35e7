/* provenance.c - everything that a run came from, as one JSON object; see provenance.h. */
#define _GNU_SOURCE /* strcasestr, environ */
#include "store/provenance.h"

#include "cli/child.h"

#include "base/buffer.h"
#include "base/config.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json_value.h"
#include "math/blas.h"
#include "math/kernel_simd.h"

#include <ctype.h>
#include <jansson.h>
#include <nettle/version.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/utsname.h>
#include <unicode/uversion.h>
#include <unistd.h>
#include <zlib.h>

#ifdef PITH_BUILD_STAMP
#include "build_stamp.h" /* made by scripts/build_stamp.py at each build */
#else
#define BUILD_COMMIT ""
#define BUILD_SOURCE "unknown"
#endif
#ifndef PITH_BUILD_COMPILER
#define PITH_BUILD_COMPILER __VERSION__
#endif
#ifndef PITH_BUILD_FLAGS
#define PITH_BUILD_FLAGS ""
#endif
#ifndef SLEEF_VERSION
#define SLEEF_VERSION ""
#endif

const char *provenance_build(void)
{
    static const char text[] = BUILD_SOURCE;
    return text;
}

/* --- facts ---------------------------------------------------------------------------------- */

static json_t *build(void)
{
    return json_pack("{s:s, s:s, s:s, s:s}", "commit", BUILD_COMMIT, "source", BUILD_SOURCE,
                     "compiler", PITH_BUILD_COMPILER, "flags", PITH_BUILD_FLAGS);
}

static json_t *libraries(void)
{
    char icu[U_MAX_VERSION_STRING_LENGTH], nettle[32];
    UVersionInfo version;
    u_getVersion(version);
    u_versionToString(version, icu);
    snprintf(nettle, sizeof nettle, "%d.%d", nettle_version_major(), nettle_version_minor());
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:o, s:s}", "icu", icu, "zlib", zlibVersion(),
                     "jansson", jansson_version_str(), "sqlite", sqlite3_libversion(), "nettle",
                     nettle, "blas", json_value_name(blas_name()), "sleef", SLEEF_VERSION);
}

/* The processor's name: "model name" of x86, else what there is. */
static void find_cpu(char *out, size_t size)
{
    char line[512];
    snprintf(out, size, "unknown");
    FILE *f = fopen("/proc/cpuinfo", "r");
    while (f && fgets(line, sizeof line, f)) {
        const char *colon = strchr(line, ':');
        if (!colon || strncmp(line, "model name", 10) != 0)
            continue;
        colon += 1 + strspn(colon + 1, " \t");
        snprintf(out, size, "%.*s", (int)strcspn(colon, "\n"), colon);
        break;
    }
    if (f)
        fclose(f);
}

static json_t *cpu(void)
{
    char model[256];
    find_cpu(model, sizeof model);
    return json_pack("{s:o, s:s, s:I}", "model", json_value_name(model), "kernel",
                     kernel_best()->name, "cores", (json_int_t)sysconf(_SC_NPROCESSORS_ONLN));
}

static json_t *host(void)
{
    struct utsname names;
    char text[sizeof names.sysname + sizeof names.release + sizeof names.machine + 3];
    if (uname(&names) != 0)
        return json_null();
    snprintf(text, sizeof text, "%s %s %s", names.sysname, names.release, names.machine);
    return json_pack("{s:o, s:o}", "name", json_value_name(names.nodename), "system",
                     json_value_name(text));
}

static json_t *folder(void)
{
    char *path = getcwd(NULL, 0); /* glibc allocates */
    json_t *value = json_value_name(path);
    free(path);
    return value;
}

/* --- git ------------------------------------------------------------------------------------ */

/* A child process: fixed arguments, nothing of the user's configuration that would run programs. */
#define GIT "git", "--no-optional-locks", "-c", "core.fsmonitor=false"

enum { PATCH_MAX = 4 << 20 };

/* Runs git; false when it cannot be run or says no. */
static bool ask(const char *const *argv, struct child *git)
{
    *git = (struct child){.argv = argv, .stream = STDOUT_FILENO, .keep = PATCH_MAX};
    return child_run(git, NULL) == PITH_STATUS_OK && git->code == 0;
}

static json_t *first_line(const struct child *git)
{
    size_t size = git->said.data ? strcspn(git->said.data, "\n") : 0;
    return json_value_string(git->said.data ? git->said.data : "", size);
}

/*
 * {"commit", "branch", "patch", "patch_sha256", "patch_truncated"}, or null where there is no git,
 * no repository or no commit. The patch is `git diff HEAD`, of which the first PATCH_MAX bytes are
 * kept; its hash is that of all of it. NULL: no memory.
 */
static json_t *repository(void)
{
    static const char *const commit[] = {GIT, "rev-parse", "--verify", "HEAD", NULL};
    static const char *const branch[] = {GIT, "rev-parse", "--abbrev-ref", "HEAD", NULL};
    static const char *const diff[] = {
        GIT, "diff", "HEAD", "--no-ext-diff", "--no-textconv", "--no-color", NULL};
    struct child answers[3] = {0};
    json_t *all = NULL;
    if (!ask(commit, &answers[0])) {
        all = json_null();
    } else {
        bool named = ask(branch, &answers[1]), known = ask(diff, &answers[2]);
        const struct child *patch = &answers[2];
        all = json_pack(
            "{s:o, s:o, s:o, s:o, s:b}", "commit", first_line(&answers[0]), "branch",
            named ? first_line(&answers[1]) : json_null(), "patch",
            known ? json_value_string(patch->said.data ? patch->said.data : "", patch->said.size)
                  : json_null(),
            "patch_sha256", known ? json_string(patch->sha256) : json_null(), "patch_truncated",
            patch->truncated);
    }
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
        buffer_fini(&answers[i].said);
    return all;
}

/* --- secrets -------------------------------------------------------------------------------- */

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

/* --- arguments and environment -------------------------------------------------------------- */

static json_t *owned(char *text)
{
    json_t *value = text ? json_value_name(text) : NULL;
    free(text);
    return value;
}

/* The command line as the kernel keeps it, so that nobody has to hand argv down to here. */
static json_t *arguments(void)
{
    struct buffer all = {0};
    char bytes[4096];
    size_t got;
    FILE *f = fopen("/proc/self/cmdline", "r");
    while (f && (got = fread(bytes, 1, sizeof bytes, f)) > 0)
        buffer_append(&all, bytes, got);
    if (f)
        fclose(f);
    json_t *array = buffer_ok(&all) ? json_array() : NULL;
    const char *before = NULL;
    for (size_t at = 0; array && at < all.size; at += strlen(all.data + at) + 1) {
        json_value_append(&array, owned(provenance_mask_argument(before, all.data + at)));
        before = all.data + at;
    }
    buffer_fini(&all);
    return array;
}

static json_t *environment(void)
{
    json_t *object = json_object();
    for (char **p = environ; p && *p && object; p++) {
        const char *equal = strchr(*p, '=');
        if (!equal)
            continue;
        char *name = strndup(*p, (size_t)(equal - *p));
        json_t *key = json_value_name(name ? name : "");
        json_t *value = name ? owned(provenance_mask(name, equal + 1)) : NULL;
        json_value_put(&object, json_string_value(key), value);
        json_decref(key);
        free(name);
    }
    return object;
}

/* --- together ------------------------------------------------------------------------------- */

pith_status provenance_json(char **json, pith_error *err)
{
    json_t *all = json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "pith", pith_version(),
                            "build", build(), "git", repository(), "libraries", libraries(), "cpu",
                            cpu(), "host", host(), "arguments", arguments(), "folder", folder(),
                            "environment", environment());
    *json = all ? json_dumps(all, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    json_decref(all);
    return *json ? PITH_STATUS_OK : error_memory(err);
}

pith_status provenance_store(struct db *db, int64_t *id, pith_error *err)
{
    char *json, hash[65];
    TRY(provenance_json(&json, err));
    sha256_hex(json, strlen(json), hash);
    pith_status status = db_run(
        db, err, "INSERT OR IGNORE INTO provenance(hash, json) VALUES(?, ?)", "tt", hash, json);
    if (status == PITH_STATUS_OK)
        status = db_int(db, id, err, "SELECT id FROM provenance WHERE hash = ?", "t", hash);
    free(json);
    return status;
}

static void flatten(json_t *object, const char *prefix, json_t **out)
{
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        struct buffer name = {0};
        if (!strcmp(key, "patch"))
            continue;
        bool ok = buffer_printf(&name, "%s%s%s", prefix, *prefix ? "." : "", key);
        if (ok && json_is_object(value)) {
            flatten(value, name.data, out);
        } else {
            char *text =
                json_is_string(value) ? NULL : json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
            const char *shown = text ? text : json_string_value(value);
            json_value_put(out, name.data, ok && shown ? json_value_name(shown) : NULL);
            free(text);
        }
        buffer_fini(&name);
    }
}

json_t *provenance_flat(json_t *provenance)
{
    json_t *out = json_object();
    flatten(provenance, "", &out);
    return out;
}
