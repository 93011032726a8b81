"""What an editor may ask for, one file each: parameters → what `editing` is asked → the protocol's words. Each has `register`."""
