"""In which order: the LangGraph state machine from a goal to a checked campaign."""
