"""What steps that nobody named are called."""

N_ = str

UNNAMED = {
    "parallelGateway": N_("At the same time"), "eventBasedGateway": N_("Whichever happens first"),
    "inclusiveGateway": N_("Whatever applies"), "exclusiveGateway": N_("Choice"), "complexGateway": N_("Choice"),
}
"""What a gateway that nobody named is called."""
