# The front door of pith. Meson does the work; this file only knows the five things people want.
#
#   make            build                         make test    everything that must hold
#   make demo       train, measure, extract       make bench   measure speed beside PyTorch
#   make install    to PREFIX (/usr/local)        make deps    Debian packages (asks apt)
#   make embeddings GloVe vectors, ready to use   make fuzz    ten minutes for each parser

PREFIX ?= /usr/local
BUILD  ?= build/release
ASAN   ?= build/asan
PITH    = $(BUILD)/tool/pith
PYTHON  = /usr/bin/python3

.PHONY: all build demo test bench install deps embeddings fuzz clean

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

$(ASAN)/build.ninja: scripts/deps.sh
	@scripts/deps.sh check test
	@meson setup $(ASAN) $(if $(wildcard $@),--reconfigure) --buildtype debugoptimized \
	    -Db_sanitize=address,undefined -Db_lundef=false > /dev/null
	@touch $@

demo: build
	@scripts/demo.sh $(PITH)

test: build $(ASAN)/build.ninja
	@scripts/test.sh $(BUILD) $(ASAN)

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
