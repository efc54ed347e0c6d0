"""What people do, as verbs in -ing: gather, decide through `domain`, record, commit once."""
