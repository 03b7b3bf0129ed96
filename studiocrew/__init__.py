"""The ground floor of studiocrew: contracts, errors, settings, the model gateway.

Nothing here imports another of our packages; everything else may import this.
"""

import os

# Read by crewai, opentelemetry and langgraph when they are first imported, so they must be
# set before any of ours can import them. A user's own setting wins, except for the checkpoint
# serialiser: its default has executed code from a forged checkpoint.
os.environ.setdefault("CREWAI_DISABLE_TELEMETRY", "true")
os.environ.setdefault("CREWAI_DISABLE_TRACKING", "true")
os.environ.setdefault("CREWAI_TRACING_ENABLED", "false")
os.environ.setdefault("OTEL_SDK_DISABLED", "true")
os.environ.setdefault("LANGCHAIN_TRACING_V2", "false")
os.environ.setdefault("LANGSMITH_TRACING", "false")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
os.environ.setdefault("ANONYMIZED_TELEMETRY", "false")
os.environ["LANGGRAPH_STRICT_MSGPACK"] = "true"

__version__ = "0.1.0"
