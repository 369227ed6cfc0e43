"""The built-in preview of finished sheets: look, print, save."""
