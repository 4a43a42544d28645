"""Pages of the claims app: get by selector, authorise, call one verb, render."""
