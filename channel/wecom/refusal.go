package wecom

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"qunli/kit/fault"
)

// The codes that the client itself acts on (reference §1.1).
const (
	codeBusy       = -1
	codeClash      = 6000
	codeCorp       = 40013
	codeToken      = 40014
	codeExpired    = 42001
	codeRate       = 45009
	codeMany       = 45033
	codeAddress    = 60020
	codeWelcomeOld = 41050
	codeWelcomed   = 41051
	codeWelcoming  = 41096
	codeNoBond     = 84061
	codeNoUser     = 60111
	codeNoGroup    = 90501
	codeDispatch   = 41063
	codeNoMass     = 41047
	codeCancelled  = 41093
	codeNoPerson   = 40096
	codeNoFollow   = 84084
	codeBadChat    = 86001
	codeNoChat     = 86003
	codeBadUser    = 40003
	codeBadParam   = 40058
	codeUserRight  = 60011
	codeUnseen     = 50002
	codeWide       = 81017
	codeNoRight    = 84074
	codeNoService  = 84083
	codeNoLicence  = 701008
	codeNoTag      = 40068
)

// Refusal is a reply whose errcode is not 0.
type Refusal struct {
	API     string // groupchat/get, …
	Code    int
	Message string        // the server's own words: for the log, never matched on
	Wait    time.Duration // how long the API is blocked, 0 not
}

// Error gives the code and the API; the server's words may hold what nobody should read.
func (r *Refusal) Error() string { return fmt.Sprintf("wecom: %s: errcode %d", r.API, r.Code) }

// worn tells that the token is worn out and a fresh one may do.
func (r *Refusal) worn() bool { return r.Code == codeToken || r.Code == codeExpired }

// busy tells that the same call may do in a moment.
func (r *Refusal) busy() bool { return r.Code == codeBusy || r.Code == codeClash || r.Code == codeMany }

var fromAddress = regexp.MustCompile(`from ip: ([0-9a-fA-F.:]+)`)

// Address gives the address from which the server saw the call, "" when it does not say.
func (r *Refusal) Address() string {
	if m := fromAddress.FindStringSubmatch(r.Message); m != nil {
		return m[1]
	}
	return ""
}

// The faults of a refusal by kind; what to do about it stands at their field.
var (
	errRefused  = fault.New(fault.Unavailable, "wecom.refused", "企业微信没有接受（错误码 %d）", "WeCom did not accept it (code %d)")
	errInvalid  = fault.New(fault.Invalid, "wecom.invalid", "企业微信没有接受（错误码 %d）", "WeCom did not accept it (code %d)")
	errDenied   = fault.New(fault.Denied, "wecom.denied", "企业微信不允许（错误码 %d）", "WeCom does not allow it (code %d)")
	errMissing  = fault.New(fault.Missing, "wecom.missing", "企业微信里找不到（错误码 %d）", "WeCom does not have it (code %d)")
	errConflict = fault.New(fault.Conflict, "wecom.conflict", "企业微信里的状态不允许（错误码 %d）", "Its state in WeCom does not allow it (code %d)")
	errFull     = fault.New(fault.Exhausted, "wecom.exhausted", "企业微信里已用完（错误码 %d）", "WeCom has no more of it (code %d)")
	errLimited  = fault.New(fault.Limited, "wecom.limited", "企业微信要求放慢（错误码 %d）", "WeCom asks to go slower (code %d)")
)

var byKind = map[fault.Kind]*fault.Error{fault.Invalid: errInvalid, fault.Denied: errDenied, fault.Missing: errMissing,
	fault.Conflict: errConflict, fault.Exhausted: errFull, fault.Limited: errLimited}

// Fault says what the refusal means and what is to be done, for people.
func (r *Refusal) Fault() *fault.Error {
	meaning, known := remedies[r.Code]
	if !known {
		meaning = remedy{fault.Unavailable, "请在企业微信开发者中心查询这个错误码", "look the code up in WeCom's developer centre"}
	}
	if where := r.Address(); r.Code == codeAddress && where != "" {
		meaning.zh, meaning.en = meaning.zh+"（服务器的出口地址是 "+where+"）", meaning.en+" (this server calls from "+where+")"
	}
	f := byKind[meaning.kind]
	if f == nil {
		f = errRefused
	}
	return f.F(r.Code).At("wecom", strconv.Itoa(r.Code), meaning.zh, meaning.en).Because(r)
}

func refuse(api string, s status) error { return &Refusal{API: api, Code: s.Code, Message: s.Message} }
