"""The rules of a Section 11 cycle: frozen values in, frozen values out, standard library only."""
