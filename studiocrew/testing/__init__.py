"""Fakes for tests of ours and of yours: public, typed and without a network.

    with ScriptedServer() as server:
        settings = settings_for(server, home=tmp_path)
        ...                               # a whole campaign, over real HTTP, in seconds
        assert server.concurrency_peak <= 32

`ScriptedServer` speaks the chat API on this machine and can be told to misbehave (`Fault`)
or to say only what it was told (`faithful`).
`FakeTime` makes waiting instant. `forbid_real_models` makes sure that no test asks a real one.
"""

from studiocrew.testing.faithful import faithful
from studiocrew.testing.faults import Fault
from studiocrew.testing.filling import fill
from studiocrew.testing.real import allow_real_models, forbid_real_models, tiny_model_path
from studiocrew.testing.server import ScriptedServer, settings_for
from studiocrew.testing.waiting import FakeTime

__all__ = [
    "FakeTime",
    "Fault",
    "ScriptedServer",
    "allow_real_models",
    "faithful",
    "fill",
    "forbid_real_models",
    "settings_for",
    "tiny_model_path",
]
