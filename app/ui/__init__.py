"""The window: Qt widgets that call services."""
