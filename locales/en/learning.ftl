# M@gistère.
