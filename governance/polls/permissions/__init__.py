"""Who may draw territories, say where they live, attest it and name who attests."""
