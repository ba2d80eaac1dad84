# nabla: build, test, install. `make help` lists what can be asked for.
#
##  make BUILD=dir                  put everything that is made under dir
##  make DEBUG=1                    assertions on, no optimization
##  make SAN=address,undefined ...  assertions on, and these sanitizers
##  make CC=clang CFLAGS='-O3 -g'   another compiler, other flags
##  make V=1                        show the commands

BUILD   = build
PREFIX  = /usr/local
DESTDIR =

ifeq ($(origin CC),default)
CC = cc
endif

# --- variants -----------------------------------------------------------------------
# The release build leaves its programs right under $(BUILD); each of the others has a
# folder of its own, so that switching between them compiles nothing anew.

ifdef SAN
comma   = ,
VARIANT = san-$(subst $(comma),-,$(SAN))
CFLAGS  = -O1 -g -fno-omit-frame-pointer
MODE    = -fsanitize=$(SAN) -fno-sanitize-recover=all
else ifdef DEBUG
VARIANT = debug
CFLAGS  = -O0 -g3
else
VARIANT = release
CFLAGS  = -O2 -g
MODE    = -DNDEBUG
endif
OUT = $(BUILD)$(if $(filter-out release,$(VARIANT)),/$(VARIANT))
OBJ = $(BUILD)/obj/$(VARIANT)

# --- flags --------------------------------------------------------------------------
# Beyond the usual three:
#   shadow                a name that hides another has twice been the wrong one
#   strict-, missing-prototypes   every function is static or declared in a header
#   vla                   the size of the stack must not depend on the input
#   write-strings         string literals are not for writing

WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
           -Wvla -Wwrite-strings
# One set of objects serves the static and the shared library. Hidden is the default;
# include/nabla.h marks what the shared library shows.
COMPILE  = $(CC) -std=c11 -D_POSIX_C_SOURCE=200809L $(MODE) -fPIC -fvisibility=hidden \
           $(WARNINGS) -Isrc -Iinclude $(CPPFLAGS) $(CFLAGS)

ifeq ($(shell uname -s),Darwin)
SONAME   = -Wl,-install_name,$(PREFIX)/lib/libnabla.so.$(ABI)
else
# Apple's linker cannot send calls elsewhere.
WRAPS    = yes
# Libraries that nothing is taken from are not loaded: the program starts sooner.
THRIFTY  = -Wl,--as-needed
SONAME   = -Wl,-soname,libnabla.so.$(ABI)
endif
LINK     = $(CC) $(MODE) $(CFLAGS) -pthread $(THRIFTY) $(LDFLAGS)

# --- sources ------------------------------------------------------------------------
# Every layer but the shell is the library. Each tests/unit/test_*.c is a program; the
# other files beside them are linked into all of these.

LAYERS    = text expr syntax numeric algebra calculus tape explore teach present session \
            statements
LIB_SRC   = $(wildcard $(LAYERS:%=src/%/*.c))
SHELL_SRC = $(wildcard src/shell/*.c)
UNIT_SRC  = $(wildcard tests/unit/*.c)
object    = $(patsubst %.c,$(OBJ)/%.o,$(1))
LIB_OBJ   = $(call object,$(LIB_SRC))
SHELL_OBJ = $(call object,$(SHELL_SRC))
UNIT_OBJ  = $(call object,$(UNIT_SRC))
UNIT_HELP = $(call object,$(filter-out tests/unit/test_%,$(UNIT_SRC)))
UNIT_TEST = $(filter-out $(if $(WRAPS),,tests/unit/test_allocation.c), \
                         $(filter tests/unit/test_%.c,$(UNIT_SRC)))
UNIT      = $(UNIT_TEST:tests/unit/%.c=$(OUT)/unit/%)

NABLA     = $(OUT)/nabla
CONFIG    = $(BUILD)/config.mk
VERSION   = $(shell sed -n 's/^\#define NABLA_VERSION "\(.*\)"/\1/p' include/nabla.h)
ABI       = 0

# --- what can be asked for ----------------------------------------------------------

# For the makes that run and test start, when everything is installed.
CORES   = $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)
ONWARD  = --no-print-directory $(if $(findstring j,$(MAKEFLAGS)),,-j$(CORES))

.PHONY: all run test check bench bench-readme mistakes allocations fuzz setup install \
        uninstall format golden-accept clean help

all: $(NABLA) $(OUT)/libnabla.a $(OUT)/libnabla.so ## build the program and the libraries (default)

run: ## install what is missing, build, show an example; at a terminal stay there
	@CC='$(CC)' tools/setup --install $(CONFIG) >&2
	@$(MAKE) $(ONWARD) all >&2
	@tools/example $(NABLA)

test: ## install what is missing, build, run all tests; T=word: those so named
	@CC='$(CC)' tools/setup --install $(CONFIG) test
	@$(MAKE) $(ONWARD) check

check: all $(UNIT)
	@NABLA=$(NABLA) UNIT=$(OUT)/unit tests/run $(T)

golden-accept: all ## let the golden tests expect what is printed now; T=word
	@NABLA=$(NABLA) tests/run --accept $(T)

BENCH = CC='$(CC)' tests/bench/run --program $(NABLA) --library $(OUT)/libnabla.a \
        --config $(CONFIG) --out $(OUT)/bench

bench: all ## time it beside other programs where installed; T='--long start network …'
	@$(BENCH) $(T)

bench-readme: all ## the same, and write the tables into README.md
	@$(BENCH) --readme README.md

mistakes: all ## many wrong answers made by mistakes; LIST=functions.jsonl COUNT=100
	@NABLA=$(NABLA) COUNT=$(or $(COUNT),100) tests/property/mistakes.sh

allocations: $(OUT)/unit/test_allocation ## let every allocation of the library fail in turn
	ALLOCATIONS=all $<

# Longer than a test run; what it finds worth keeping stays in the corpus.
FUZZ_SECONDS = 60
FUZZ_CORPUS  = $(BUILD)/fuzz/corpus

fuzz: ## statements made up by clang's libFuzzer, FUZZ_SECONDS=60 of them
	@mkdir -p $(FUZZ_CORPUS)
	clang -std=c11 -O1 -g -fsanitize=fuzzer,address,undefined -D_POSIX_C_SOURCE=200809L \
	    -Isrc -Iinclude $(FLINT_CFLAGS) tests/fuzz/fuzz.c $(LIB_SRC) -o $(BUILD)/fuzz/fuzz \
	    $(FLINT_LIBS) -pthread -lm -ldl
	find tests/golden -name '*.in' -exec cp {} $(FUZZ_CORPUS) \;
	cd $(BUILD)/fuzz && ./fuzz -max_total_time=$(FUZZ_SECONDS) -timeout=150 -max_len=400 \
	    -print_final_stats=1 corpus

setup: ## only install what is missing, for building and testing
	@CC='$(CC)' tools/setup --install $(CONFIG) test

install: all ## install under DESTDIR and PREFIX (/usr/local)
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/include
	install -d $(DESTDIR)$(PREFIX)/lib/pkgconfig $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 755 $(NABLA) $(DESTDIR)$(PREFIX)/bin/nabla
	install -m 644 include/nabla.h $(DESTDIR)$(PREFIX)/include/nabla.h
	install -m 644 doc/nabla.1 $(DESTDIR)$(PREFIX)/share/man/man1/nabla.1
	install -m 644 $(OUT)/libnabla.a $(DESTDIR)$(PREFIX)/lib/libnabla.a
	install -m 755 $(OUT)/libnabla.so $(DESTDIR)$(PREFIX)/lib/libnabla.so.$(ABI)
	ln -sf libnabla.so.$(ABI) $(DESTDIR)$(PREFIX)/lib/libnabla.so
	sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@VERSION@|$(VERSION)|' \
	    -e 's|@FLINT_LIBS@|$(FLINT_LIBS)|' nabla.pc.in \
	    > $(DESTDIR)$(PREFIX)/lib/pkgconfig/nabla.pc

uninstall: ## remove what install has put there
	rm -f $(DESTDIR)$(PREFIX)/bin/nabla $(DESTDIR)$(PREFIX)/include/nabla.h
	rm -f $(DESTDIR)$(PREFIX)/lib/libnabla.a $(DESTDIR)$(PREFIX)/lib/libnabla.so
	rm -f $(DESTDIR)$(PREFIX)/lib/libnabla.so.$(ABI)
	rm -f $(DESTDIR)$(PREFIX)/lib/pkgconfig/nabla.pc
	rm -f $(DESTDIR)$(PREFIX)/share/man/man1/nabla.1

format: ## put the sources into the shape of .clang-format
	clang-format -i $(wildcard src/*/*.[ch] include/*.h tests/unit/*.[ch])

clean: ## remove everything that was made
	rm -rf $(BUILD)

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(firstword $(MAKEFILE_LIST)) | \
	    while IFS='|' read -r goal does; do printf '%-34s%s\n' "$$goal" "$$does"; done
	@sed -n 's/^##//p' $(firstword $(MAKEFILE_LIST))

# --- how it is made -----------------------------------------------------------------

# Which libraries there are is found out once; run and test do it in their recipes,
# because they install what is missing first.
ifneq ($(filter-out run test setup uninstall format clean help,$(or $(MAKECMDGOALS),all)),)
include $(CONFIG)
$(CONFIG): tools/setup
	@CC='$(CC)' tools/setup $@
endif

Q = $(if $(V),,@)

$(NABLA): $(SHELL_OBJ) $(OUT)/libnabla.a
	@echo "  LD    $@"
	$(Q)$(LINK) -o $@ $^ $(FLINT_LIBS) $(READLINE_LIBS) -lm -ldl $(LDLIBS)

$(OUT)/libnabla.a: $(LIB_OBJ)
	@echo "  AR    $@"
	$(Q)rm -f $@ && $(AR) rcs $@ $^

$(OUT)/libnabla.so: $(LIB_OBJ)
	@echo "  LD    $@"
	$(Q)$(LINK) -shared $(SONAME) -o $@ $^ $(FLINT_LIBS) -lm -ldl $(LDLIBS)

$(UNIT): $(OUT)/unit/%: $(OBJ)/tests/unit/%.o $(UNIT_HELP) $(OUT)/libnabla.a
	@echo "  LD    $@"
	@mkdir -p $(@D)
	$(Q)$(LINK) -o $@ $^ $(CMOCKA_LIBS) $(FLINT_LIBS) -lm -ldl $(LDLIBS)

# What it allocates is sent to the test, which lets it fail.
WRAPPED = malloc calloc realloc aligned_alloc free strdup
$(OUT)/unit/test_allocation: LDFLAGS += $(WRAPPED:%=-Wl,--wrap=%)

$(SHELL_OBJ): LIBRARY_CFLAGS = $(READLINE_CFLAGS)
$(UNIT_OBJ):  LIBRARY_CFLAGS = $(FLINT_CFLAGS) $(CMOCKA_CFLAGS)
$(LIB_OBJ):   LIBRARY_CFLAGS = $(FLINT_CFLAGS)

# Which of these two runs is decided when the program does; clang passes vectors in
# registers only in files that are compiled for them.
ifneq ($(findstring x86_64,$(shell $(CC) -dumpmachine)),)
$(OBJ)/src/tape/run_avx2.o:   LIBRARY_CFLAGS += -mavx2 -mfma
$(OBJ)/src/tape/run_avx512.o: LIBRARY_CFLAGS += -mavx2 -mfma -mavx512f -mavx512dq -mavx512vl
endif

$(OBJ)/%.o: %.c $(OBJ)/flags
	@echo "  CC    $<"
	@mkdir -p $(@D)
	$(Q)$(COMPILE) $(LIBRARY_CFLAGS) -MMD -MP -c -o $@ $<

# Other flags make other objects: this file changes when they do.
FLAGS = $(subst ','\'',$(COMPILE) $(LINK))
$(OBJ)/flags: FORCE
	@mkdir -p $(@D) $(OUT)
	@echo '$(FLAGS)' | cmp -s - $@ || echo '$(FLAGS)' > $@

FORCE:
.PHONY: FORCE
.DELETE_ON_ERROR:

-include $(LIB_OBJ:.o=.d) $(SHELL_OBJ:.o=.d) $(UNIT_OBJ:.o=.d)
