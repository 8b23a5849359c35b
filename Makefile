# Thin names over cargo, npm and scripts/. ARGS goes to the program: make demo ARGS="--people 90000"
.PHONY: setup demo dev test check bench e2e fuzz screenshots fmt lint deny assets unit journeys
.NOTPARALLEL:

export PATH := $(CURDIR)/target/tools/bin:$(PATH)

# Installs what is missing to build.
setup:
	@scripts/setup.sh

# A demo académie in the real program, at http://127.0.0.1:8080.
demo: setup
	cargo build --release --locked -p server
	target/release/preau demo $(ARGS)

# The same, built in seconds after a change.
dev: setup
	cargo run -p server -- demo $(ARGS)

# Everything CI runs, the quick and the strict first.
test: check unit fuzz-shortly journeys

# All but the tests themselves.
check: setup-test fmt deny assets lint

# The journeys of e2e/ in a browser: make e2e ARGS="webmel --project phone"
e2e: setup-test journeys

# Fuzzes the readers of what strangers send, ten minutes each or: make fuzz SECONDS=60 ARGS="mime imap"
fuzz: setup-test
	scripts/fuzz.sh $(or $(SECONDS),600) $(ARGS)

# Renews the pictures of docs/screenshots/.
screenshots: export PREAU_SCREENSHOTS = 1
screenshots: e2e

# Measures the program on this machine; docs/benchmarks.md says how to read it.
bench: setup
	cargo build --release --locked -p server
	target/release/preau bench $(ARGS)

# --- the parts ---

.PHONY: setup-test fuzz-shortly
setup-test:
	@scripts/setup.sh test

fmt:
	cargo fmt --all --check

deny:
	scripts/deny.sh

assets:
	cd assets && npm run --silent --if-present check && npm test --silent --if-present
	cd e2e && npm run --silent check

lint:
	cargo clippy --workspace --all-targets --locked -- -D warnings

unit:
	scripts/with-postgres.sh --unsafe scripts/in-memory.sh cargo nextest run --workspace --locked --no-fail-fast

# Behind the tests, whose build it shares but for the crate that is fuzzed. The same inputs each time: what chance finds is
# found by `make fuzz`, and not by a change that has nothing to do with it.
fuzz-shortly:
	PREAU_FUZZ_SEED=1 scripts/fuzz.sh 8

# The same build as the tests, so that nothing is compiled twice.
journeys:
	cargo build --workspace --locked --bin preau
	cd e2e && ../scripts/in-memory.sh npx playwright test $(ARGS)
