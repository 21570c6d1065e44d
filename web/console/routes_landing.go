package console

// landingRoutes: pages on which people of a channel arrive, and their pictures.
func (c *Console) landingRoutes(t *table) {
	get(t, "/api/landings", "listLandings", "Landing pages, the newest first", c.landings)
	post(t, "/api/landings", "draftLanding", "Begin a landing page, as a draft", c.draftLanding)
	get(t, "/api/landings/{id}", "getLanding", "A landing page with what its variants say while they are edited", c.landing)
	put(t, "/api/landings/{id}", "changeLanding", "Change what a landing page is besides what it says", c.changeLanding)
	put(t, "/api/landings/{id}/variants/{variant}", "saveLanding", "Save what a variant says while it is edited", c.saveLanding)
	get(t, "/api/landings/{id}/variants/{variant}/problems", "listLandingProblems", "What keeps a variant from being published, and what only warns", c.landingProblems)
	post(t, "/api/landings/{id}/variants/{variant}/publish", "publishLanding", "Show what is edited of a variant; it stays as it is published", c.publishLanding)
	post(t, "/api/landings/{id}/divide", "divideLanding", "Show variant b to half of the visitors, or to nobody any more", c.divideLanding)
	post(t, "/api/landings/{id}/turn", "turnLanding", "Have a page rest, be shown again, or end for good", c.turnLanding)
	get(t, "/api/landings/{id}/funnel", "getLandingFunnel", "How far visitors came, each once, by variant and channel; which variant is better, with n and p", c.landingFunnel)
	get(t, "/api/landings/{id}/leads", "listLandingLeads", "Who left a number, whose they are and what became of it", c.landingLeads)
	raw(t, "GET /api/landings/{id}/picture", "landingPicture", "A code that leads a phone to the page: format svg (default) or png", "image/svg+xml", c.landingPicture)
	get(t, "/api/proofs", "listProofs", "The library of what proves something on pages, the newest first", c.proofs)
	post(t, "/api/proofs", "addProof", "Take a proof down: no page shows it before it is approved", c.addProof)
	post(t, "/api/proofs/{id}/approve", "approveProof", "Have pages show a proof, while it holds and its customer agrees", c.approveProof)
	post(t, "/api/proofs/{id}/withdraw", "withdrawProof", "Take a proof from every page, at once and for good", c.withdrawProof)
	post(t, "/api/pictures", "addPicture", "Upload a picture of a page: PNG or JPEG of up to 4 MB as the body; it is written anew, small", c.addPicture)
}
