"""The planning problem of a floor: queueing formulas, the router's adviser, its simulation."""
