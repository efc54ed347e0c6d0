"""The Section 11 platform: self-assessments, challenge and assurance for safeguarding boards."""
