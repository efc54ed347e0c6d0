"""Everything WTForms, and nothing else: fixed forms, and questionnaires built from an edition."""
