# Each target works on a fresh clone and makes .venv first; a second run is quick.
# Another Python: make clean test PYTHON=python3.12
.PHONY: book pdf test test-site test-peers lint linkcheck refresh data lab bench clean

PYTHON ?= python3
BIN := .venv/bin
PDF := from-surprise-to-loss.pdf
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

# Settings of the shell or of the home folder must not change what the notebooks print and draw.
unexport MPLBACKEND PYTHONHOME PYTHONPATH JUPYTER_PATH PIP_USER
export VIRTUAL_ENV := $(CURDIR)/.venv
export IPYTHONDIR := $(VIRTUAL_ENV)/settings/ipython
export MPLCONFIGDIR := $(VIRTUAL_ENV)/settings/matplotlib
export JUPYTER_PREFER_ENV_PATH := 1
ifneq ($(shell test -w "$$HOME" && echo writable),writable)
export HOME := $(VIRTUAL_ENV)/settings
endif

# From scratch each time: Sphinx repeats no warning of a page that it already knows.
book: .venv/installed
	@rm -rf _build
	@$(BIN)/jupyter-book build . -W -n --keep-going --quiet > /dev/null
	@echo "The site: $(CURDIR)/_build/html/index.html"
	@echo "To serve it on http://localhost:8000: $(PYTHON) -m http.server --directory _build/html"

# The book, and beside its pages all of them as one PDF: needs Chromium or Chrome.
pdf: .venv/site
	@$(BIN)/python tests/pdf.py
	@BOOK_PDF=$(PDF) $(MAKE) --no-print-directory book
	@$(BIN)/python tests/pdf.py _build/html/$(PDF)
	@echo "The PDF: $(CURDIR)/_build/html/$(PDF)"

# A file stays with one process, so that a notebook keeps its kernel.
test: .venv/installed
	$(BIN)/python -m pytest --numprocesses=auto --dist=loadfile

# The site in a real browser, and the notebooks in JupyterLab: needs Chromium or Chrome.
# A process takes half of the tests in their order, and then what the other one has left.
test-site: .venv/lab .venv/site
	$(BIN)/python -m pytest tests/site --numprocesses=auto --dist=worksteal

# What the book says of PyTorch, Keras, JAX and TensorFlow, asked of them: they are large, and only this needs them.
test-peers: .venv/peers
	$(BIN)/python -m pytest tests/test_peers.py

lint: .venv/lint
	$(BIN)/ruff check
	$(BIN)/ruff format --check

# Asks every other host that a page links to: needs the network.
linkcheck: .venv/installed
	$(BIN)/jupyter-book build . -W -n --keep-going --builder linkcheck

# Runs every notebook and stores its outputs in place.
refresh: .venv/installed
	$(BIN)/python tests/notebooks.py

# Makes the data in infolib/snapshots anew from wordfreq and scikit-learn.
data: .venv/installed
	$(BIN)/python tests/snapshots.py

lab: .venv/lab
	$(BIN)/jupyter lab book

# Speed and digits beside SciPy and scikit-learn, and PyTorch if .venv has it: a few minutes.
bench: .venv/installed
	$(BIN)/python tests/bench.py

# Back to a fresh clone.
clean:
	rm -rf .venv _build .pytest_cache .hypothesis .ruff_cache *.egg-info
	find book infolib tests \( -name __pycache__ -o -name .ipynb_checkpoints \) -prune -exec rm -rf {} +

.venv/installed: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12")'
	@echo "Installing what the course needs into .venv: about a minute the first time"
	@$(PYTHON) -m venv .venv
	@$(PIP_INSTALL) -r requirements.txt
	@touch $@

.venv/lab .venv/lint .venv/peers .venv/site: .venv/installed
	@$(PIP_INSTALL) -e ".[$(@F)]"
	@touch $@
