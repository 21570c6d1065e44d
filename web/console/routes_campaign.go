package console

// campaignRoutes: games that people play together, from the template to the board.
func (c *Console) campaignRoutes(t *table) {
	get(t, "/api/campaign-templates", "listCampaignTemplates", "What a campaign can begin with", c.campaignTemplates)
	get(t, "/api/campaigns", "listCampaigns", "Campaigns, the newest first", c.campaigns)
	post(t, "/api/campaigns", "draftCampaign", "Begin a campaign with a template, as a draft", c.draftCampaign)
	get(t, "/api/campaigns/models", "listCampaignModels", "The games that campaigns may play, with example settings", c.campaignModels)
	post(t, "/api/campaigns/import", "importCampaign", "Begin a campaign with a file, as a draft", c.importCampaign)
	get(t, "/api/campaigns/{id}", "getCampaign", "A campaign with the rules and the page that are being edited, or else those in force", c.campaign)
	put(t, "/api/campaigns/{id}", "saveCampaign", "Save what is being edited; of a published campaign the first time begins the next version", c.saveCampaign)
	get(t, "/api/campaigns/{id}/outlook", "getCampaignOutlook", "What publishing would mean: what is wrong, what is scarce, the most it can cost", c.campaignOutlook)
	post(t, "/api/campaigns/{id}/publish", "publishCampaign", "Put what is edited in force; what is open keeps the rules under which it was opened", c.publishCampaign)
	post(t, "/api/campaigns/{id}/pause", "pauseCampaign", "Let nobody in from the next command on", c.pauseCampaign)
	post(t, "/api/campaigns/{id}/resume", "resumeCampaign", "Let people in again", c.resumeCampaign)
	post(t, "/api/campaigns/{id}/end", "endCampaign", "End a campaign for good: what is open is called off and paid back", c.endCampaign)
	get(t, "/api/campaigns/{id}/revisions", "listCampaignRevisions", "The versions of the rules", c.campaignRevisions)
	post(t, "/api/campaigns/{id}/restore", "restoreCampaign", "Edit what an old version says", c.restoreCampaign)
	get(t, "/api/campaigns/{id}/board", "getCampaignBoard", "How a campaign stands now", c.campaignBoard)
	get(t, "/api/campaigns/{id}/measure", "measureCampaign", "How a campaign lives, spreads and pays; it reads everything, so it is no page to look at again and again", c.campaignMeasure)
	get(t, "/api/campaigns/{id}/instances", "listCampaignInstances", "Teams, packets or accounts in a state, the oldest first", c.campaignInstances)
	get(t, "/api/campaigns/{id}/why", "whyCampaignSeat", "Why a seat is as it is", c.campaignWhy)
	get(t, "/api/campaigns/{id}/file", "exportCampaign", "The rules and the page as a file", c.exportCampaign)
	get(t, "/api/campaigns/{id}/preview", "getCampaignPreview", "Where the page can be looked at before it is published, and in which states", c.campaignPreview)
	raw(t, "GET /api/campaigns/{id}/picture", "campaignPicture", "A code that leads a phone to the page, or with state to the preview: format svg (default) or png, of size pixels a side", "image/svg+xml", c.campaignPicture)
}
