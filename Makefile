# Everything we type, by name. `make` alone prints the list; CI runs `make test` and nothing else.

s ?=
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
PYTHON := PYTHONPATH=deploy/local $(BIN)/python
TESTED := $(if $(s),$(firstword $(wildcard tests/$(s) tests/$(subst -,_,$(s)) $(s))),tests)
SOURCES := libs services gateway deploy/local deploy/backup tests tools bench
PROJECTS := $(wildcard libs/*/pyproject.toml services/*/pyproject.toml gateway/pyproject.toml)
SCALE := $(foreach part,identity billing-docs tickets catalog notifications gateway,$(if $($(part)),$(part)=$($(part))))

# A file stays with one worker, for its tests share what it starts; tests/conftest.py orders them.
WORKERS := -n 2 --dist loadfile --no-loadscope-reorder

# Property tests that search a world of many rules; they try more examples in the long run.
SEARCHING := $(wildcard $(addprefix tests/,identity/integration/test_*_truly.py \
	identity/integration/test_*_journeys.py catalog/integration/test_meter_machine.py \
	tickets/integration/test_workflow.py together/integration/test_*_truly.py))

# The tests start hundreds of processes. Where the surroundings forbid compiled modules, as many
# container images do, each of them compiles every module again: 2.6 s of CPU instead of 1.3.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test setup check format lint types layers test-unit test-integration test-flows browser mails mail-frame test-long \
        bench comparison peers images asvs guards audit bill-of-materials image-packages migration wire requirements lock adr logs parked psql servers hook clean

help:
	@awk -f deploy/local/targets.awk $(MAKEFILE_LIST)

## First day

#: the whole product with a small company; more of one: make run identity=2 billing-docs=3
run: setup
	@$(PYTHON) -m kontor_local run $(SCALE) $(ARGS)

#: lint, types, layers and all tests: what CI runs; s=tickets ARGS="-k reply" narrows it
test: setup .local/browser .local/probed .local/schemathesis/complete lint types layers
	@test -n "$(TESTED)" || { echo "There is no folder tests/$(s)." >&2; exit 2; }
	$(PYTHON) -m pytest $(WORKERS) $(TESTED) $(ARGS)

#: only the preparing part of both; quick when nothing changed
setup: $(VENV)/complete .local/broker

## Before every commit

#: lint, types and layers: seconds
check: setup lint types layers

#: rewrite files the way lint wants them
format: setup
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy $(wildcard $(SOURCES))

layers: setup
	$(BIN)/lint-imports

#: lint, types and layers before each git commit
hook:
	@printf '#!/bin/sh\nexec make check\n' > "$$(git rev-parse --git-path hooks)/pre-commit"
	@chmod +x "$$(git rev-parse --git-path hooks)/pre-commit"
	@echo "Every commit now runs make check."

## Tests

#: no server, no network; s= and ARGS= as for test
test-unit: setup
	$(PYTHON) -m pytest $(WORKERS) $(sort $(wildcard $(TESTED)/unit $(TESTED)/*/unit)) $(ARGS)

#: one service against real servers
test-integration: setup
	$(PYTHON) -m pytest $(WORKERS) $(sort $(wildcard $(TESTED)/integration $(TESTED)/*/integration)) $(ARGS)

#: the whole product, as a customer sees it
test-flows: setup
	$(PYTHON) -m pytest $(WORKERS) tests/flows $(ARGS)

#: every page and every journey in Chromium, in both languages: minutes
browser: setup .local/browser
	$(PYTHON) -m pytest -m browser tests/browser $(ARGS)

#: figures beside their floor or a peer, in one run; s=sign-in narrows it
bench: setup
	$(PYTHON) -m bench $(s)

#: what people would use instead, for `make bench` to measure beside: .local/peers; s=messages for one
peers: setup
	$(PYTHON) -m bench.peers $(s)

#: what each loses and doubles under the same kills and faults: half an hour; ARGS="--kills 5 kontor"
comparison: setup
	$(PYTHON) -m bench.comparison $(ARGS)

#: what takes minutes: ten thousand guesses, five hundred answers timed
test-long: setup
	$(PYTHON) -m pytest -m long $(TESTED) $(ARGS)
	$(if $(filter $(TESTED)/%,$(SEARCHING)),KONTOR_TEST_EXAMPLES=5 $(PYTHON) -m pytest $(filter $(TESTED)/%,$(SEARCHING)))

#: the six images without a container engine, and the main job in them (root, Debian)
images: setup
	$(PYTHON) -m pytest -m long tests/flows/test_images.py $(ARGS)

# The first and the third file go to one of the two workers, for both keep two cores busy; what runs
# beside them mostly waits.
FAULTS := tests/faults/test_every_step.py tests/faults/test_bad_network.py \
	tests/faults/test_random_kills.py tests/faults/test_standstill.py
FAULTS += $(filter-out $(FAULTS),$(wildcard tests/faults/test_*.py)) \
	tests/notifications/integration/test_service.py::test_ten_thousand_mails_and_fifty_kills \
	tests/billing_docs/integration/test_bulk.py::test_a_flood_of_broken_messages_loses_no_good_one_and_stops_nothing \
	tests/flows/test_restoring.py
# Where nobody may be told to come again: two cores do not do that beside deaths of other tests.
FAULTS_ALONE := tests/flows/test_upgrade.py

.PHONY: faults
#: every fault at full size, with figures in build/faults; ARGS="-k stands_still" narrows it
faults: setup
	@rm -f build/faults/*.json
	@$(PYTHON) -m pytest -m "faults or long" $(WORKERS) $(FAULTS) $(ARGS); together=$$?; \
	  $(PYTHON) -m pytest -m "faults or long" $(FAULTS_ALONE) $(ARGS); alone=$$?; \
	  cat build/faults/*.json; \
	  case $$together$$alone in 00|05|50) ;; *) exit 1;; esac  # 5: none was chosen

.PHONY: faults-nightly
#: several broker nodes, full disks, too much, and for long: four hours; ARGS="-k three_nodes" narrows it
faults-nightly: setup
	$(PYTHON) -m pytest -m nightly tests/faults $(ARGS); \
	  code=$$?; cat build/faults/*.json; exit $$code

.PHONY: drill
#: a backup taken under way, everything lost but the object store, and all of it back; documents=10000
drill: setup
	$(if $(documents),KONTOR_DRILL_DOCUMENTS=$(documents)) $(PYTHON) -m pytest -m long -s tests/flows/test_restoring.py $(ARGS)

#: every kind of mail, in both languages, to look at: .local/mails/index.html
mails: setup
	$(BIN)/python -m tools.mail_previews .local/mails

#: frame and pieces of mails anew, from services/notifications/mail_frame
mail-frame: setup
	$(BIN)/python -m tools.mail_frame

#: which requirement has a passing test
requirements: setup
	$(BIN)/python -m tools.requirements

#: which requirement of OWASP ASVS is answered by what: docs/asvs.md
asvs: setup
	$(BIN)/python -m tools.asvs

.PHONY: security
#: every attack at full size, with a table: half an hour; s="S3 S9" narrows it
security: setup .local/probed .local/schemathesis/complete
	$(PYTHON) -m tools.security $(s)

#: take each guard away in turn and see its tests fail, after `make test`; s=services/identity/src
guards: setup
	$(PYTHON) -m tools.guards $(s)

#: known holes in what we use, as the package index tells them
audit: setup
	$(BIN)/uv tool run pip-audit==2.10.1 --disable-pip --require-hashes -r requirements.lock

.PHONY: dependencies
#: what we use, since when, under which licence: docs/dependencies.md; part of `make lock`
dependencies: setup
	$(BIN)/python -m tools.dependencies

#: everything that we use, as CycloneDX: build/bill-of-materials.cdx.json
bill-of-materials: setup
	@mkdir -p build
	$(BIN)/uv tool run --from cyclonedx-bom==7.5.0 cyclonedx-py requirements requirements.lock \
	  --output-format JSON --output-file build/bill-of-materials.cdx.json

## Change

#: a numbered, empty migration: s=billing-docs m="delivery attempts"
migration: setup
	@deploy/local/new_migration.sh "$(s)" "$(m)"

#: rewrite docs/wire.txt; read the diff
wire: setup
	$(BIN)/python -m tools.wire

#: pin and hash all dependencies
lock: $(VENV)/pinned
	$(BIN)/uv lock --quiet $(ARGS)
	$(BIN)/uv export --quiet --frozen --all-packages --all-groups --no-emit-workspace \
	  --no-header --no-annotate --format requirements.txt --output-file requirements.lock
	cd deploy/local/schemathesis && $(abspath $(BIN))/uv pip compile --quiet --generate-hashes --no-header \
	  --no-annotate --python-version 3.11 requirements.in --output-file requirements.lock
	$(MAKE) --no-print-directory dependencies

#: which packages each image takes; after `make lock` where somebody needs something else
image-packages: setup
	$(BIN)/python -m tools.image_packages

#: a numbered decision record: t="Park failed messages"
adr:
	@deploy/local/new_adr.sh "$(t)"

## Look

#: follow the logs of the running product; s=tickets follows one service
logs:
	@tail -n 20 -F .local/run/logs/$(if $(s),$(s),)*.log

#: what could not be processed, of all services or of s=billing-docs
parked: setup
	@$(PYTHON) -m kontor_local exec operator -- $(abspath $(BIN))/kontor parked list $(s) $(ARGS)

.PHONY: kontor
#: the operator's command on the running product: ARGS="status", ARGS="doctor"
kontor: setup
	@$(PYTHON) -m kontor_local exec operator -- $(abspath $(BIN))/kontor $(or $(ARGS),--help)

#: a database prompt: s=billing-docs
psql: setup
	@$(PYTHON) -m kontor_local psql $(s)

#: broker, database, object store and mail sink alone, until Ctrl-C
servers: setup
	@$(PYTHON) -m kontor_local servers

# --- what the targets above stand on

# Stamps lie inside the environment, so that deleting the environment deletes them too.
$(VENV)/pinned: requirements.lock deploy/local/setup_python.sh
	@deploy/local/setup_python.sh $(VENV)
	@touch $@

$(VENV)/complete: $(VENV)/pinned $(PROJECTS)
	@echo "setup: installing our own packages"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation \
	  $(foreach project,$(PROJECTS),--editable $(dir $(project)))
	@touch $@

# Only `make test` and `make browser` need one.
.local/browser: $(VENV)/complete deploy/local/setup_browser.sh
	@mkdir -p .local
	@deploy/local/setup_browser.sh $(VENV)
	@touch $@

# nginx and promtool; tests that want them are skipped where they cannot be fetched.
.local/probed: $(VENV)/complete deploy/local/kontor_local/probe_packages.py
	@mkdir -p .local
	@$(PYTHON) -m kontor_local fetch-probes
	@touch $@

# In an environment of its own: it wants other versions of what our tests stand on.
.local/schemathesis/complete: $(VENV)/complete deploy/local/schemathesis/requirements.lock
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python .local/schemathesis
	@$(BIN)/uv pip sync --quiet --system-certs --require-hashes \
	  --python .local/schemathesis/bin/python deploy/local/schemathesis/requirements.lock
	@touch $@

# RabbitMQ is no Python package; where the machine has none, it is unpacked into .local/.
.local/broker: $(VENV)/complete deploy/local/kontor_local/rabbitmq_packages.py deploy/local/kontor_local/debian_packages.py
	@mkdir -p .local
	@$(PYTHON) -m kontor_local fetch
	@touch $@
