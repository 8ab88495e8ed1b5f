# Every target repairs what it needs: the virtual environment, then the programs in it.
UV := .venv/bin/uv
KHUEVAN := .venv/bin/khuevan

.PHONY: setup demo test check bench words

setup: .venv/.done

.venv/.done: pyproject.toml uv.lock
	python3 -m venv .venv
	.venv/bin/pip install --quiet --disable-pip-version-check uv==0.13.9
	$(UV) sync --frozen --quiet
	touch $@

demo: setup
	$(KHUEVAN) demo

check: setup
	.venv/bin/ruff format --check
	.venv/bin/ruff check
	.venv/bin/lint-imports
	.venv/bin/mypy

test: setup
	.venv/bin/python -m pytest -q

bench: setup
	.venv/bin/python bench/run.py

words: setup
	.venv/bin/python -m tests.house.words
