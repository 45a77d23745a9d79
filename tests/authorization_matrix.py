PEOPLE = ("anonymous", "owner", "other student", "adviser", "other adviser", "administrator")
UNNAMED = set()
MATRIX = {}
