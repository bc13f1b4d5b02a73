"""What the operator tells everybody about the hub itself: planned work, and incidents as they go."""
