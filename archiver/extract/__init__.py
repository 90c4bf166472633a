"""From a page to what it says: pure stages, no network, no disk."""
