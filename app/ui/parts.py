"""What the stages of the window share: the document, and what keeps up with it."""

from __future__ import annotations

from app.core.memory import keep_little
from app.ui.captions.captioning import Captioning
from app.ui.captions.proposals import Proposals
from app.ui.checking import Checking
from app.ui.document import Document
from app.ui.film_watch import FilmWatch
from app.ui.films import Films
from app.ui.jobs import Jobs
from app.ui.planning import Planning
from app.ui.preferences import PreferenceStore
from app.ui.task_queue import TaskQueue
from app.ui.train.run_following import RunFollowing
from app.ui.widgets.thumbnails import Thumbnails


class Parts:
    """Made once for a window."""

    def __init__(self, document: Document, jobs: Jobs, preferences: PreferenceStore) -> None:
        keep_little()  # from here on films are read
        self.document, self.jobs, self.preferences = document, jobs, preferences
        self.queue = TaskQueue(document, jobs)
        self.films = Films(document, jobs, document)
        self.watch = FilmWatch(document, jobs, self.films)
        self.planning = Planning(document, jobs, document)
        self.checking = Checking(document, jobs, self.films, document)
        self.proposals = Proposals(document, jobs)
        self.captioning = Captioning(document, jobs, self.queue, preferences, self.films.cache)
        self.runs = RunFollowing(document, jobs, document)
        self.thumbnails = Thumbnails(document, cache=self.films.cache)
