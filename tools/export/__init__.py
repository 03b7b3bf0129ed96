"""The campaign folder: written whole, read back exactly.

write_campaign(campaign, pictures, Path("out"))   campaign.json, index.html, captions.md, …
load_campaign(Path("out"))                        the same Campaign again
"""

from tools.export.folder import write_campaign
from tools.export.reading import load_campaign

__all__ = ["load_campaign", "write_campaign"]
