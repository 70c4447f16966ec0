# What single tests need beyond the rest.
