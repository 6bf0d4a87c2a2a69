"""A run as one folder that starts on another machine, where no Rushes is.

::

    packing       copies it all together, and checks what it has made
    gathering     the datasets: files and lists, under paths within the folder
    moving        the frozen command lines, with other paths
    scripts       start.sh and start.ps1, which run them
    readme        what a person must put where, and what comes back

The trainer is started in the packed folder, so that all paths in it are relative. What lies
elsewhere, the trainer and the models, is named by variables.
"""
