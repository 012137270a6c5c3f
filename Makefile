# The commands of this project. Each sets up what it needs first; run it again and it starts at once.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory
BIN := .venv/bin
# Test processes, each with an Asterisk of its own: calls mostly wait, so more than processors.
JOBS ?= 3

help:  ## list these commands
	@sed -En 's/^([a-z-]+):.*## (.*)/make \1\t\2/p' Makefile | expand -t 18

demo:  ## a real Asterisk, callers, agents and the desktop; ARGS=--once runs it as a check
	@scripts/set-up demo
	@$(BIN)/callcenter-cti demo $(ARGS)

test:  ## all tests, real Asterisk, PostgreSQL, Prometheus and Chromium included; ARGS="-k pin", JOBS=1
	@scripts/set-up test
	@$(BIN)/pytest --numprocesses=$(JOBS) --dist=loadscope --no-loadscope-reorder $(ARGS)

check:  ## format, lint, types, layers, spelling
	@scripts/set-up check
	@scripts/check

bench:  ## all benchmarks; bench-self-service runs one; ARGS="--json FILE" keeps the figures
	@scripts/set-up bench
	@$(BIN)/python -m benchmarks $(ARGS)

bench-policy:  ## what waiting costs under this router and others; ARGS="--instance FILE"
	@scripts/set-up check
	@$(BIN)/python -m benchmarks policy $(ARGS)

bench-%:
	@scripts/set-up bench
	@$(BIN)/python -m benchmarks $* $(ARGS)

coverage:  ## branch coverage of the unit tests, pure packages by their own alone; coverage-routing: one
	@scripts/set-up check
	@scripts/coverage

coverage-%:
	@scripts/set-up check
	@scripts/coverage $*

reference:  ## write docs/reference anew from the code
	@scripts/set-up check
	@$(BIN)/python -m tests.docs.reference

constraints:  ## pin every package anew in constraints.txt (needs uv)
	@scripts/pin

clean:  ## remove what these commands made in this folder; leaves var/, where the engine keeps data
	@rm -rf .venv .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist .coverage .coverage.*
	@find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "Removed .venv and the tools' caches. Kept: var/, and the unpacked Asterisk in $${CALLCENTER_CACHE:-~/.cache/callcenter-cti}."

.PHONY: help demo test check bench bench-policy coverage reference constraints clean
