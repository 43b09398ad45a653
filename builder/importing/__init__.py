"""Import: web annotations made elsewhere become annotations of the archive, in files of their own."""
