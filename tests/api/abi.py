#!/usr/bin/env python3
"""abi.py LIBPITH [--update] - the interface of libpith, held against tests/api/pith.abi.txt.

First the header is compiled, alone and without a warning, as C11 and as C++17, by every compiler there
is. Then what a compiled program depends on is listed: soname, exported functions with their signatures,
values of enumerations, size of every struct, place, size and type of every member. A difference is a
decision: read it, and `abi.py LIBPITH --update` (make abi) writes the new listing. Adding at the end of
a struct that has a size, a function or a value is compatible; everything else wants a new soname.

The listing is for 64-bit Linux, as all of these agree there; elsewhere only the header is compiled.
"""
import difflib
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
HEADER = ROOT / "include/pith.h"
GOLDEN = HERE / "pith.abi.txt"
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Werror"]
COMPILERS = [("gcc", "c11", "c"), ("clang", "c11", "c"),
             ("g++", "c++17", "c++"), ("clang++", "c++17", "c++")]
# What a user writes at first, in both languages.
USE = """#include <pith.h>
int use(void);
int use(void)
{
    pith_error err = PITH_ERROR_INIT;
    pith_session_options session = PITH_SESSION_OPTIONS_INIT;
    pith_train_options train = PITH_TRAIN_OPTIONS_INIT;
    return (int)err.code + (session.size > train.size);
}
"""


def fail(text):
    sys.exit(f"abi.py: {text}")


def run(*command, **more):
    done = subprocess.run(command, capture_output=True, text=True, **more)
    if done.returncode:
        fail(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


# --- the header compiles ------------------------------------------------------------------------------

def compile_header(folder):
    compiled = []
    for compiler, standard, language in COMPILERS:
        if not shutil.which(compiler):
            continue
        source = folder / f"use.{'c' if language == 'c' else 'cpp'}"
        source.write_text(USE)
        run(compiler, f"-std={standard}", *WARNINGS, f"-I{HEADER.parent}", "-fsyntax-only", source)
        compiled.append(f"{compiler} as {standard}")
    if not compiled:
        fail("no compiler was found")
    return compiled


# --- the header, taken apart --------------------------------------------------------------------------

def declarations():
    """Enumerations, structs and functions of the header, in its order."""
    text = re.sub(r"/\*.*?\*/", " ", HEADER.read_text(encoding="utf-8"), flags=re.S)
    text = re.sub(r"\s*\\\n\s*", " ", text)
    macros = re.findall(r"^#define (PITH_\w+_INIT) (.*)$", text, re.M)
    text = re.sub(r"^#.*$", "", text, flags=re.M).replace('extern "C" {', "")
    enums, structs, functions, left = [], [], [], text
    for m in re.finditer(r"(?:typedef )?enum (\w+)? ?\{(.*?)\}(?: \w+)?;", text, re.S):
        names = [item.split("=")[0].strip() for item in m[2].split(",") if item.strip()]
        enums.append((m[1] or "(constants)", names))
        left = left.replace(m[0], "")
    for m in re.finditer(r"typedef struct (\w+) \{(.*?)\} \1;", text, re.S):
        structs.append((m[1], [member for item in m[2].split(";") if item.strip()
                               for member in members(" ".join(item.split()))]))
        left = left.replace(m[0], "")
    for m in re.finditer(r"PITH_API (.*?);", text, re.S):
        functions.append(" ".join(m[1].split()))
        left = left.replace(m[0], "")
    for m in re.finditer(r"typedef struct (\w+) \1;", text):
        left = left.replace(m[0], "")
    rest = " ".join(left.replace("}", "").split())
    if rest:
        fail(f"the header has something that is not understood: {rest[:200]}")
    return macros, enums, structs, functions


def members(declaration):
    """One "type a, *b, c[N]" as (name, type) each."""
    pointer = re.match(r"(\w+) \(\*(\w+)\)\((.*)\)$", declaration)
    if pointer:
        return [(pointer[2], f"{pointer[1]} (*)({pointer[3]})")]
    first, *others = declaration.split(",")
    base, declarator = re.match(r"(.*?[\w]) ?(\**\w+(?:\[\w+\])?)$", first).groups()
    out = []
    for d in [declarator, *(o.strip() for o in others)]:
        stars, name, array = re.match(r"(\**)(\w+)((?:\[\w+\])?)$", d).groups()
        out.append((name, f"{base} {stars}".strip() + array))
    return out


# --- the listing --------------------------------------------------------------------------------------

def layouts(folder, enums, structs):
    """Values and places, asked of the compiler."""
    lines = ["#include <pith.h>", "#include <stdio.h>", "int main(void) {"]
    for name, values in enums:
        lines.append(f'puts("\\nenum {name}");')
        lines += [f'printf("    %d  {v}\\n", (int){v});' for v in values]
    for name, parts in structs:
        lines.append(f'printf("\\nstruct {name}  %zu bytes\\n", sizeof({name}));')
        lines += [f'printf("    %4zu %4zu  {m}: {kind}\\n", offsetof({name}, {m}), '
                  f'sizeof((({name} *)0)->{m}));' for m, kind in parts]
    lines += ["return 0;", "}"]
    (folder / "layout.c").write_text("\n".join(lines))
    compiler = next(c for c in ("cc", "gcc", "clang") if shutil.which(c))
    run(compiler, "-std=c11", f"-I{HEADER.parent}", folder / "layout.c", "-o", folder / "layout")
    return run(folder / "layout")


def exported(library):
    rows = run("nm", "-D", "--defined-only", library).split("\n")
    names = {row.split()[-1].split("@")[0] for row in rows if row.split()}
    # _name and .name are the compiler's; so is mangle_path, gcov's, in a build that counts lines
    return {n for n in names if re.match(r"[A-Za-z]\w*$", n)} - {"mangle_path"}


def listing(library, folder):
    macros, enums, structs, functions = declarations()
    names = {re.search(r"(\w+)\(", f)[1] for f in functions}
    visible = exported(library)
    if names != visible:
        fail(f"declared and not exported: {sorted(names - visible)}; "
             f"exported and not declared: {sorted(visible - names)}")
    soname = re.search(r"soname: \[(.*)\]", run("readelf", "-d", library))
    text = f"# The interface of libpith; made by tests/api/abi.py, see there.\nsoname {soname[1]}\n"
    text += "\nfunctions\n" + "".join(f"    {f}\n" for f in sorted(functions))
    text += "\nmacros\n" + "".join(f"    {name} {value}\n" for name, value in macros)
    text += "\n# value  name" + layouts(folder, enums, [])
    return text + "\n# offset size  member: type" + layouts(folder, [], structs)


def main():
    arguments = [a for a in sys.argv[1:] if not a.startswith("-")]
    if len(arguments) != 1:
        fail("usage: abi.py LIBPITH [--update]")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        compiled = compile_header(folder)
        print("the header is clean:", ", ".join(compiled))
        if platform.system() != "Linux" or sys.maxsize < 2**32:
            return print("no listing for this platform")
        now = listing(arguments[0], folder)
    if "--update" in sys.argv:
        GOLDEN.write_text(now, encoding="utf-8")
        return print(f"{GOLDEN.relative_to(ROOT)} is written")
    before = GOLDEN.read_text(encoding="utf-8") if GOLDEN.exists() else ""
    if now != before:
        sys.stdout.writelines(difflib.unified_diff(
            before.splitlines(True), now.splitlines(True), "what was promised", "what is built"))
        fail("the interface has changed; if that is meant: make abi")
    print("the interface is what was promised")


if __name__ == "__main__":
    main()
