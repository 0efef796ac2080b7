"""The Django example site of component-framework."""
