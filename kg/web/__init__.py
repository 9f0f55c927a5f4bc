"""HTTP in, HTTP out: routes, protocol, pages; the only package that knows an HTTP library."""
