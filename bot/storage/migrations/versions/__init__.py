"""One module a schema, numbered as they came. Each says what it adds; a copy of the file is the way back.

The first six look before they add: until schemas were numbered, a database held whatever its surfaces had needed so far.
"""
