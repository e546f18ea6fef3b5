"""The lengths that forms show beforehand, in characters as people count them; the write model's rules hold them."""

POST_CHARACTERS = 500
"""Also of a comment."""
NAME_CHARACTERS = 50
BIO_CHARACTERS = 300
ADDRESS_CHARACTERS = 100
"""Of each of the four parts of an address."""
ALT_CHARACTERS = 1_500
