# The commands of a working day. Each sets up what it needs first, which takes no time once it is done.
# To choose the Python that .venv is made with: make run PYTHON=/path/to/python3.11

python := .venv/bin/python
with_display := $(python) .ci/with_display.py

# The same BLAS kernels on every x86 machine, so that tests see the same last digit everywhere.
same_blas := OPENBLAS_CORETYPE=Haswell
end_to_end_tests := $(wildcard tests/e2e/test_*.py)

.PHONY: run test lint types unit e2e format bench screenshots docs clean ready-app ready-test
.NOTPARALLEL:

run: ready-app  # Open the app; make run ARGS=file.neuro opens a file.
	$(python) main.py $(ARGS)

test: lint types unit e2e  # All that CI runs; stops at the first of them that fails.

lint: ready-test
	$(python) -m ruff check
	$(python) -m ruff format --check

types: ready-test
	$(python) -m mypy

unit: ready-test  # Tests that need no screen. ARGS goes to pytest, as in ARGS="-k wire -x".
	QT_QPA_PLATFORM=offscreen $(same_blas) $(python) -m pytest --ignore=tests/e2e $(ARGS)

e2e: ready-test  # Tests with a real window, mouse and keyboard, on an X server of their own.
ifneq ($(end_to_end_tests),)
	$(same_blas) $(with_display) --or-skip $(python) -m pytest tests/e2e $(ARGS)
else
	@echo "There are no tests in tests/e2e yet."
endif

format: ready-test  # Put the code into the agreed layout.
	$(python) -m ruff check --fix
	$(python) -m ruff format

bench: ready-test  # Measure speed, with the BLAS kernels that suit this machine best.
	env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE $(python) -m tests.bench $(ARGS)

screenshots: ready-test  # Draw the pictures of the README and the guide.
	$(with_display) $(python) -m tests.screenshots $(ARGS)

docs: ready-test  # Write the reference of layers from their declarations.
	$(python) -m core.reference

clean:  # Remove all that was made here, .venv too.
	rm -rf .venv build dist *.egg-info .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

ready-app:
	@.ci/setup app

ready-test:
	@.ci/setup test
