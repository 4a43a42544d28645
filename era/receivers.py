"""The ERA app stands above all others and listens to none of them."""
