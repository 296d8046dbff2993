"""Tandem, the product: customer engineering carried by diagrams, forms and signatures."""
