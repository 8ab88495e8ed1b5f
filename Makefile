# Every target repairs what it needs: the virtual environment, then the programs in it.
PYTHON ?= python3
UV := .venv/bin/uv
UV_VERSION := 0.13.9
KHUEVAN := .venv/bin/khuevan
# The machine's own authorities where it has some, as pip does: a network may inspect TLS with one of its own.
SYSTEM_CERTS := $(if $(wildcard /etc/ssl/certs/ca-certificates.crt),--system-certs)

.PHONY: setup demo test check bench words browser

setup:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' || \
		{ echo 'Cần Python 3.11–3.13: make PYTHON=python3.11 … / Python 3.11 to 3.13 is needed.' >&2; exit 1; }
	@.venv/bin/python -c 'import encodings' 2>/dev/null || { \
		$(PYTHON) -c 'import ensurepip' 2>/dev/null || \
			{ echo 'Thiếu ensurepip; hãy chạy / is missing; run: apt-get install python3-venv' >&2; exit 1; }; \
		rm -rf .venv && $(PYTHON) -m venv .venv; }
	@$(UV) --version >/dev/null 2>&1 || { \
		.venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip >/dev/null; \
		.venv/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION); }
	@if ! cmp -s uv.lock .venv/locked || ! $(KHUEVAN) --version >/dev/null 2>&1; then \
		$(UV) sync --frozen --quiet $(SYSTEM_CERTS) && cp uv.lock .venv/locked; fi

demo: setup
	$(KHUEVAN) demo

check: setup
	.venv/bin/ruff format --check
	.venv/bin/ruff check
	.venv/bin/lint-imports
	.venv/bin/mypy

test: setup browser
	.venv/bin/python -m pytest -q -n 2 --dist loadfile

# Debian's chromium for the tests marked "browser"; without it they are skipped, aloud.
browser:
	@if ! command -v chromium >/dev/null && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y chromium; } >/dev/null 2>&1 || true; fi
	@command -v chromium >/dev/null || \
		echo 'Bỏ qua các bài thử bằng trình duyệt / browser tests are skipped; to run them: sudo apt-get install chromium' >&2

bench: setup
	.venv/bin/python bench/run.py

words: setup
	.venv/bin/python -m tests.house.words
