"""Our task specifications on SpiffWorkflow's: what a token does at each kind of element."""
