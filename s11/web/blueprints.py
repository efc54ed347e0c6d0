"""Every blueprint of the platform, in the order in which they are registered."""

from s11.web import agency, auth, comparing, officer, panel

BLUEPRINTS = (auth.bp, agency.bp, officer.bp, panel.bp, comparing.bp)
