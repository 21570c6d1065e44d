// Package h5 is what customers see on their phones: pages made on the server, one document an address, that work without
// scripts. Today: the page before a code (活码), landing pages (落地页), and a customer's own page (我的).
//
// Whoever looks at a page of their own is known by the brand's official account (channel/oa): a silent trip to WeChat and back, after
// which a signed cookie says who they are. A customer acts as org.ActorCustomer, and may do what the verbs named Mine and Answer do.
package h5
