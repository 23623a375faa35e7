/* provenance.c - everything that a run came from, as one JSON object; see provenance.h. */
#include "store/provenance.h"

#include "store/provenance_git.h"
#include "store/provenance_mask.h"

#include "base/json_value.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/file.h"
#include "math/blas.h"
#include "math/kernel_simd.h"

#include <jansson.h>
#include <nettle/version.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

extern char **environ;

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
    json_t *git;
    *json = NULL;
    pith_status status = provenance_git(&git, err);
    if (status != PITH_STATUS_OK)
        return status;
    json_t *all =
        json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "pith", pith_version(), "build",
                  build(), "git", git, "libraries", libraries(), "cpu", cpu(), "host", host(),
                  "arguments", arguments(), "folder", folder(), "environment", environment());
    *json = all ? json_dumps(all, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    json_decref(all);
    return *json ? PITH_STATUS_OK : error_memory(err);
}

pith_status provenance_store(struct db *db, int64_t *id, pith_error *err)
{
    char *json, hash[65];
    pith_status status = provenance_json(&json, err);
    if (status != PITH_STATUS_OK)
        return status;
    sha256_hex(json, strlen(json), hash);
    status = db_run(db, err, "INSERT OR IGNORE INTO provenance(hash, json) VALUES(?, ?)", "tt",
                    hash, json);
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
