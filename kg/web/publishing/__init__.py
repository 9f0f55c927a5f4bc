"""Checking and writing over HTTP: bodies in, reports out; the work is done in processes that can be
killed.
"""
