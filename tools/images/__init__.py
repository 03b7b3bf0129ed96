"""Pictures from a model, behind one small interface; without a model the layout stands alone."""

from tools.images.backend import (
    BACKENDS,
    GeneratedImage,
    ImageBackend,
    ImageJob,
    LayoutOnly,
    backend,
)

__all__ = ["BACKENDS", "GeneratedImage", "ImageBackend", "ImageJob", "LayoutOnly", "backend"]
