"""Other machines that work for us: those of a Dask scheduler.

::

    scheduler    the machines as one `Executor`, looked at before they get work
    on_worker    what runs on them: looking around, and a task that tells how far it is
    bringing     a cache that notes what was used of it, so that it can be brought home

What travels to a machine is paths and numbers; films and the project's folder lie on storage that
all of them share, under the same paths. Only the calling process writes the project, its own cache
and the final names of files. Nothing here is imported where no scheduler is asked for.
"""
