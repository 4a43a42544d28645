"""What the claims app does when something below it changes, and when a claim is completed."""
