// sparse-energy: a paper on the energy of sparse logits, put to the test.

import Experiments

runExample(SparseEnergy.self)
