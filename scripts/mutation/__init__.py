"""Mutation of the claims on the site: every changed claim that is false has to be refused."""
