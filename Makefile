# The front door of pith. Meson does the work; this file only knows what people want.
#
#   make            build                         make test     everything that must hold
#   make demo       train, measure, extract       make check    after every change: seconds
#   make bench      speed beside PyTorch          make lint     what is asked of the code itself
#   make install    to PREFIX (/usr/local)        make coverage lines that tests run, by folder
#   make embeddings GloVe vectors, ready to use   make fuzz     ten minutes for each parser
#   make deps       Debian packages (asks apt)    make abi      accept a change of the interface

PREFIX   ?= /usr/local
BUILD    ?= build/release
DEV      ?= build/dev
ASAN     ?= build/asan
COVERAGE ?= build/coverage
PITH      = $(BUILD)/tool/pith
PYTHON    = /usr/bin/python3

.PHONY: all build demo check test lint abi coverage bench install deps embeddings fuzz clean

all: build

build: $(BUILD)/build.ninja
	@ninja -C $(BUILD) --quiet

# Only what is missing is installed; `make deps` says what.
deps:
	@scripts/deps.sh install test

# A newer list of packages means a new look at them.
$(BUILD)/build.ninja: scripts/deps.sh
	@scripts/deps.sh check
	@meson setup $(BUILD) $(if $(wildcard $@),--reconfigure) --prefix $(PREFIX) -Dtests=false > /dev/null
	@touch $@

$(DEV)/build.ninja: scripts/deps.sh
	@scripts/deps.sh check test
	@meson setup $(DEV) $(if $(wildcard $@),--reconfigure) --buildtype debugoptimized > /dev/null
	@touch $@

# clang, so that one build shows its warnings, feeds the linters and runs the tests with sanitizers.
$(ASAN)/build.ninja: scripts/deps.sh
	@scripts/deps.sh check test
	@CC=clang meson setup $(ASAN) $(if $(wildcard $@),--reconfigure) --buildtype debugoptimized \
	    -Doptimization=1 -Dwerror=true -Db_sanitize=address,undefined -Db_lundef=false > /dev/null
	@touch $@

$(COVERAGE)/build.ninja: scripts/deps.sh
	@scripts/deps.sh check test
	@meson setup $(COVERAGE) $(if $(wildcard $@),--reconfigure) --buildtype debug \
	    -Db_coverage=true -Dc_args=-fprofile-update=atomic > /dev/null
	@touch $@

demo: build
	@scripts/demo.sh $(PITH)

check: $(DEV)/build.ninja
	@scripts/check.sh $(DEV)

test: $(ASAN)/build.ninja
	@scripts/test.sh $(ASAN)

lint: $(ASAN)/build.ninja
	@ninja -C $(ASAN) --quiet
	@$(PYTHON) scripts/lint.py $(ASAN)

# After a change of the interface that is meant: the listing that the test compares with.
abi: $(DEV)/build.ninja
	@ninja -C $(DEV) --quiet abi

coverage: $(COVERAGE)/build.ninja
	@scripts/coverage.sh $(COVERAGE)

bench: build
	@scripts/deps.sh check bench
	@$(PYTHON) bench/train.py --pith $(PITH)

embeddings: build
	@scripts/embeddings.sh $(PITH)

fuzz:
	@scripts/fuzz.sh

install: build
	@meson configure $(BUILD) --prefix $(PREFIX)
	@ninja -C $(BUILD) --quiet
	@meson install -C $(BUILD) --quiet
	@echo "installed under $(PREFIX)"

clean:
	rm -rf build
