// Package h5 is what customers see on their phones: pages made on the server, one document an address, that work without
// scripts: the page before a code (活码), campaigns with their teams, packets and accounts, checkout and payout, landing pages (落地页),
// sharing and posters, and a customer's own page (我的).
//
//	game.go, scene ─▶ play_*.go (pure: what a model shows) ─▶ game.html      adr/0033
//	preview.go        the same, of a draft, with people who do not exist
//
// What somebody passes on of a campaign or a product (subject.go) carries their code (referral.Share) in the field "by" of the address: the page shows the words and the
// name to which they agreed, whoever is known follows the code (referral.Visit), and whoever is not carries it on until they are. A link
// that leads nowhere says nothing. One to a product holds on the pages of the campaigns that sell it.
//
// Whoever looks at a page of their own is known by the brand's official account (channel/oa): a silent trip to WeChat and back, after
// which a signed cookie says who they are. A customer acts as org.ActorCustomer, and may do what the verbs named Mine and Answer do.
package h5
