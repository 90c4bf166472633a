"""One module is one thing that an archivist asks for."""
