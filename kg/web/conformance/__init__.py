"""What this service keeps of the specifications that it follows, as its tests found it."""
