// Package oa is the official account (公众号) of a brand, as far as pages for customers need it: it tells who looks at a page in
// WeChat (reference wecom.md §8).
//
// A page sends its visitor to SignInURL; WeChat sends them back with a code, of which Visitor makes an openid, and a unionid where
// the visitor agreed to it and the account is bound to an open platform.
//
// It signs pages too, so that WeChat forwards them as they say (Sign).
package oa
