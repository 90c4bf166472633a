# Two commands to begin with: `make demo`, `make test`. Nothing else is to be set up.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
JUDGES := .venv/judges/ready

.PHONY: demo test check docs bench quality campaign endurance clean

demo: $(READY)            ## crawl the simulated portal, and show what was kept
	$(BIN)/archiver demo

test: $(READY) $(JUDGES)  ## the tests
	$(BIN)/pytest --numprocesses auto --dist loadfile

check: $(READY)           ## format, lint, types, layers, stale documents
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.reference --check

docs: $(READY)            ## write docs/reference anew from the code
	$(BIN)/python -m tests.reference

bench: $(READY)           ## a crawl beside bare Scrapy, a frontier of five million beside one of ten thousand, extraction and import beside others, a check beside sha256sum, readers of a large archive
	$(BIN)/python -m tests.bench.crawl
	$(BIN)/python -m tests.bench.frontier
	$(BIN)/python -m tests.bench.extract
	$(BIN)/python -m tests.bench.importing
	$(BIN)/python -m tests.bench.verifying
	$(BIN)/python -m tests.bench.serve

quality: $(READY)          ## how good extraction is beside other extractors, on the pages that ARCHIVER_TEST_DATA names
	$(BIN)/python -m tests.quality

campaign: $(READY)        ## the life of the simulated portal in six epochs, each crawl held against the truth
	$(BIN)/python -m tests.portal.campaign small

endurance: $(READY)       ## a thousand damages, a hundred kills with power cuts, ten minutes of everything at once: all of it found, mended and kept; five minutes of pages and documents cut and mixed, all of them read or told
	$(BIN)/python -m tests.endurance.corruption 1000 2008
	$(BIN)/python -m tests.endurance.kills 100 2008
	$(BIN)/python -m tests.endurance.load 600
	$(BIN)/python -m tests.endurance.mixing 300 2008

clean:                    ## forget the environment
	rm -rf .venv

$(READY): pyproject.toml
	$(PYTHON) -m venv --without-pip .venv  # Debian keeps ensurepip in a package of its own
	$(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

# Programs of others that judge ours in the tests, pinned because a newer one may judge otherwise. They are no part of it, and each lies in a folder of its own, because of its
# licence (axe-core MPL-2.0, pywb GPL-3.0) or of all that it brings along.
$(JUDGES): $(READY)
	$(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check --no-deps --upgrade --target .venv/judges/axe axe-playwright-python==0.1.8  # axe-core 4.12; each release has more rules
	for judge in pywb==2.10.0 schemathesis==4.32.5 memento_client==0.6.1 wacz==0.6.0; do \
	  place=.venv/judges/$${judge%==*}; \
	  $(PYTHON) -m venv --without-pip $$place && \
	  $(PYTHON) -m pip --python $$place/bin/python install --quiet --disable-pip-version-check $$judge || exit 1; \
	done
	touch $@
