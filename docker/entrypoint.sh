#!/bin/sh
# What Spark on Kubernetes asks of an image: `driver` and `executor` as the first word, with variables for the rest
# (Spark 3.5, resource-managers/kubernetes/docker: entrypoint.sh). Any other word is a command.
set -eu
options() {
    env | sed -n 's/^SPARK_JAVA_OPT_[0-9]*=//p' | tr '\n' ' '
}
classpath="${SPARK_EXTRA_CLASSPATH:+$SPARK_EXTRA_CLASSPATH:}$SPARK_HOME/jars/*"
case "${1:-}" in
driver)
    shift
    exec tini -s -- "$SPARK_HOME/bin/spark-submit" --conf "spark.driver.bindAddress=$SPARK_DRIVER_BIND_ADDRESS" \
        --deploy-mode client "$@"
    ;;
executor)
    # shellcheck disable=SC2046 - options are words
    exec tini -s -- java $(options) -Xms"$SPARK_EXECUTOR_MEMORY" -Xmx"$SPARK_EXECUTOR_MEMORY" -cp "$classpath" \
        org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBackend \
        --driver-url "$SPARK_DRIVER_URL" --executor-id "$SPARK_EXECUTOR_ID" --cores "$SPARK_EXECUTOR_CORES" \
        --app-id "$SPARK_APPLICATION_ID" --hostname "$SPARK_EXECUTOR_POD_IP" \
        --resourceProfileId "${SPARK_RESOURCE_PROFILE_ID:-0}" --podName "${SPARK_EXECUTOR_POD_NAME:-}"
    ;;
*)
    exec tini -s -- "$@"
    ;;
esac
