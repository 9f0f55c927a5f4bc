"""What the service is and holds, for programs that come by: VoID, DCAT, prefixes, well-known
files.
"""
