#!/bin/sh
# Unit tests and goldens with one Python and one release of Spark: matrix.sh PYTHON SPARK FOLDER [OPTIONS OF PYTEST]
# Everything else is of the lock, as far as it goes with that Python.
set -eu
python=$1 spark=$2 folder=$3
shift 3
if [ ! -e "$folder/.ready" ]; then
    "$python" -m venv "$folder"
    requirements=$(mktemp)
    python3 bundle/without.py requirements/dev.lock pyspark > "$requirements"
    "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r "$requirements"
    "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps wheel "pyspark==$spark"
    rm "$requirements"
    touch "$folder/.ready"
fi
export PYTHONPATH="$PWD/lib" PYSPARK_PYTHON="$PWD/$folder/bin/python" BASELINING_JARS="$PWD/$folder/jars"
if [ ! -e "$folder/jars/.ready" ]; then   # those of that Spark: Delta's differ
    mkdir -p "$folder/jars"
    "$folder/bin/python" -m baselining.spark.session.resolve "$folder/jars" > "$folder/jars/resolve.log" 2>&1 \
        || { cat "$folder/jars/resolve.log" >&2; exit 1; }
    touch "$folder/jars/.ready"
fi
echo "Python $("$folder/bin/python" -c 'import platform; print(platform.python_version())'), Spark $spark"
"$folder/bin/python" -m pytest tests/unit --numprocesses 2 --dist worksteal -q "$@"
"$folder/bin/python" -m pytest tests/spark/test_goldens.py -q "$@"
