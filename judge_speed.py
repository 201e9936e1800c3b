import sys, time
sys.path.insert(0,"/tmp/h/judge")
from tests.unit.judgement.training_sets import documents, healthy
from baselining.documents.pair import Documents
from baselining.documents.statistics import Statistics
from baselining.documents.constraints import Constraints
from baselining.judgement.judge import judge
from baselining.judgement.policy import Policy
from baselining.differences.compare import compare
from baselining.edits.merge import merge
def wide(d, n):
    s, c = d.statistics.tree(), d.constraints.tree()
    s["features"] = [{**f, "name": f"{f['name']}{i}"} for i in range(n) for f in s["features"]]
    c["features"] = [{**f, "name": f"{f['name']}{i}"} for i in range(n) for f in c["features"]]
    return Documents(statistics=Statistics.model_validate(s), constraints=Constraints.model_validate(c))
o, n = (wide(documents(healthy(k, 20000)), 125) for k in (0, 1))
t=time.process_time(); compare(o, n); print("compare 1000", time.process_time()-t)
t=time.process_time(); compare(o, n); print("compare 1000 again", time.process_time()-t)
t=time.process_time(); v = judge(n, o, Policy()); print("judge 1000", time.process_time()-t, v.outcome)
t=time.process_time(); merge(o.constraints, o.constraints, n.constraints); print("merge 1000", time.process_time()-t)
import cProfile, pstats
p=cProfile.Profile(); p.runcall(judge, n, o, Policy()); pstats.Stats(p).sort_stats("tottime").print_stats(8)
