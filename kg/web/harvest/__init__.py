"""What harvesters read over HTTP, all of it written from the one change log."""
