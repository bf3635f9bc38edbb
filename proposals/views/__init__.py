"""The pages of proposals, of the texts and documents they change, and of actions."""
