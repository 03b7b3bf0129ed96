"""What a role may call: platform rules, palette, layout, image backends, exporters."""
