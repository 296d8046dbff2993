"""The shortest case that can be read."""

CASE = """
[customer]
name = "c"
[customer.contact]
name = "n"
email = "n@c.example"
[project]
name = "p"
[[step]]
task = "t"
"""
