"""Pictures from a model, behind one small interface; without a model the layout stands alone."""

from tools.images.backend import ImageBackend
from tools.images.job import GeneratedImage, ImageJob, fitting
from tools.images.pictures import Pictures
from tools.images.worker import ImageWorker, NoPicture

__all__ = [
    "GeneratedImage",
    "ImageBackend",
    "ImageJob",
    "ImageWorker",
    "NoPicture",
    "Pictures",
    "fitting",
]
