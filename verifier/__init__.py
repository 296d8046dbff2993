"""What a customer verifies with, without us: one script and one page. Imports nothing of the product, is put into every pack."""
