"""A video file, exactly: what it is, where its frames are, and the frames themselves."""
