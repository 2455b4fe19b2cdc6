"""Learning from strangers: what people type who saw nothing of the project, judged by others, becomes cases and ways of asking."""
