"""What measured posts teach: read from exports of schedulers, and told with its uncertainty.

read_metrics(data)          rows of a CSV of Buffer, Metricool or anybody's, by column names
matched(rows, posts)        which of our posts each row is about: by id, else by text and time
learn(measured)             what did better or worse, each with an interval
"""

from tools.learning.lessons import Lesson, Lessons
from tools.learning.model import learn
from tools.learning.posts import Measured

__all__ = ["Lesson", "Lessons", "Measured", "learn"]
