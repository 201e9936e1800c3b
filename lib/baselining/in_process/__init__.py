"""Small files of this machine, profiled without Spark: the same tasks, folded and merged in the same way."""
