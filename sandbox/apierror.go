package sandbox

import (
	"fmt"
	"strconv"
)

// refusal is an error of the API: a code of the vendor's.
type refusal struct {
	code int
	more string // instead of the usual words
}

func (r refusal) Error() string { return strconv.Itoa(r.code) + " " + words(r) }

// no refuses with a code.
func no(code int) error { return refusal{code: code} }

// texts are the words beside the codes. Callers never match on them.
func texts() map[int]string {
	return map[int]string{
		-1: "system busy", 6000: "data version conflict", 40001: "invalid credential", 40003: "invalid userid", 40004: "invalid media type",
		40005: "invalid file type", 40006: "invalid media size", 40007: "invalid media_id", 40008: "invalid message type", 40009: "invalid image size",
		40011: "invalid video size", 40013: "invalid corpid", 40014: "invalid access_token", 40029: "invalid code", 40056: "invalid agentid",
		40058: "invalid request parameter", 40063: "some parameters are empty", 40066: "invalid party list", 40068: "invalid tagid",
		40093: "invalid jsapi signature", 40094: "invalid url", 40096: "invalid external userid", 40097: "handover user is not resigned",
		40098: "user not real-name verified", 40099: "customer limit of the user reached", 40100: "customer is in transfer",
		40126: "corp tag limit exceeded", 40128: "customer transfer too frequent", 40129: "customer is transferring",
		40130: "handover and takeover are the same", 40131: "handover user is not a follower", 40143: "takeover user is banned",
		41001: "access_token missing", 41035: "missing external userid", 41037: "missing contact way type", 41038: "missing contact way scene",
		41039: "invalid contact way type", 41040: "invalid contact way scene", 41041: "contact way users over 100", 41042: "invalid contact way style",
		41043: "missing contact way config id", 41044: "invalid contact way config id", 41045: "contact way quota reached",
		41046: "missing msgid", 41047: "invalid msgid", 41048: "no target customer", 41049: "missing welcome code", 41050: "invalid welcome code",
		41051: "chat has started", 41053: "customer has not accepted archiving", 41054: "user not activated", 41055: "group welcome templates full",
		41056: "invalid external id type", 41057: "no developer account bound", 41058: "not the owner of the template", 41059: "missing moment id", 41060: "invalid moment id", 41061: "not the sender of the moment", 41062: "moment not published",
		41067: "wrong kind of moment", 41078: "too many jobs", 41079: "moment is being dispatched", 41089: "empty moment", 41063: "message is being dispatched",
		41064: "too many attachments", 41065: "invalid attachment type", 41072: "attachment type does not match media", 41073: "product description missing", 41074: "product deleted", 41075: "invalid product id", 41085: "invalid product sn",
		41086: "invalid product price", 41087: "invalid product description", 41088: "product without attachment", 41080: "attachment too big",
		41091: "too many groups of a join way", 41093: "message cancelled", 41094: "reminded too often", 41095: "too many acquisition links", 41096: "welcome message is being sent",
		42001: "access_token expired", 42003: "code expired", 42012: "ticket unusable", 42022: "code used", 44001: "empty media", 44004: "empty content",
		45001: "media too big", 45002: "content size out of limit", 45009: "api freq out of limit", 45033: "api concurrent out of limit",
		48001: "api unauthorized", 48002: "api forbidden", 50001: "redirect_url unauthorized", 50002: "member out of range", 50003: "app disabled",
		60011: "no privilege to access/modify contact/party/agent", 60020: "not allow to access from your ip", 60111: "userid not found",
		60123: "invalid party id", 81013: "user & party & tag all invalid", 81017: "request too large", 82001: "no receiver", 84061: "not external contact",
		84074: "no customer contact permission", 84083: "not service staff", 84084: "not a follower", 86001: "invalid chatid", 90500: "owner not resigned",
		90501: "not a customer group", 90502: "owner has resigned", 90504: "owner unchanged", 90507: "inheritance too frequent", 90508: "already inherited",
		90509: "not a wecom customer group", 90511: "invalid opengid", 92002: "cross corp call", 301002: "no right on the app", 301052: "archive expired",
		301053: "archive not enabled", 610014: "invalid unionid", 610017: "subjects differ", 610018: "openid and unionid mismatch",
		701008: "no licence", 830002: "range required", 845001: "openid not of mp or oa",
	}
}

func words(r refusal) string {
	if r.more != "" {
		return r.more
	}
	if t := texts()[r.code]; t != "" {
		return t
	}
	return "error"
}

// errmsg writes the message of a failure as the vendor does, with the caller's address and the help page.
func errmsg(r refusal, now int64, from string) string {
	return fmt.Sprintf("%s, hint: [%d_%d_%s], from ip: %s, more info at https://open.work.weixin.qq.com/devtool/query?e=%d",
		words(r), now/1000, r.code&0xff, hexOf(now^int64(r.code)), from, r.code)
}

func hexOf(n int64) string { return fmt.Sprintf("%032x", uint64(n)*0x9e3779b97f4a7c15) }
