"""The builder: an agreement drafted in steps, one thing on a page, kept as a draft after each of them."""
