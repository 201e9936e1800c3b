"""Tasks → parts → merged states: what is done with the splits of a dataset, by Spark's tasks or in this process."""
