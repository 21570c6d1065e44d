package sandbox

import (
	"encoding/json"
	"net/http"
)

// oaStable gives the official account a token for calls of its own, the same one until it is over, as api.weixin.qq.com does
// (reference §8).
func (w *World) oaStable(rw http.ResponseWriter, r *http.Request) {
	var in struct {
		App    string `json:"appid"`
		Secret string `json:"secret"`
		Grant  string `json:"grant_type"`
	}
	if err := json.NewDecoder(http.MaxBytesReader(rw, r.Body, 4<<10)).Decode(&in); err != nil {
		writeJSON(rw, http.StatusOK, m{"errcode": 47001, "errmsg": "data format error"})
		return
	}
	w.answerOA(rw, r, func(now int64) m {
		switch {
		case in.Grant != "client_credential":
			return m{"errcode": 40002, "errmsg": "invalid grant_type"}
		case in.App != w.cfg().OAAppID:
			return m{"errcode": 40013, "errmsg": "invalid appid"}
		case in.Secret != w.cfg().OASecret:
			return m{"errcode": 40125, "errmsg": "invalid appsecret"}
		}
		t := w.issue("oa_access", in.App, now, 7200, true)
		return m{"access_token": t.ID, "expires_in": (t.Expires - now) / 1000}
	})
}

// oaTicket gives the official account the ticket with which it signs pages for the JS-SDK.
func (w *World) oaTicket(rw http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	w.answerOA(rw, r, func(now int64) m {
		t := w.tokens.get("oa_access/" + q.Get("access_token"))
		switch {
		case t == nil:
			return m{"errcode": 40001, "errmsg": "invalid credential"}
		case t.Expires <= now:
			return m{"errcode": 42001, "errmsg": "access_token expired"}
		case q.Get("type") != "jsapi":
			return m{"errcode": 40097, "errmsg": "invalid args"}
		}
		ticket := w.issue("oa_ticket", t.App, now, w.cfg().TicketSeconds, true)
		return m{"errcode": 0, "errmsg": "ok", "ticket": ticket.ID, "expires_in": (ticket.Expires - now) / 1000}
	})
}

func (w *World) answerOA(rw http.ResponseWriter, r *http.Request, f func(now int64) m) {
	var out m
	if err := w.do(r.Context(), func(now int64) error { out = f(now); return nil }); err != nil {
		fail(rw, err)
		return
	}
	writeJSON(rw, http.StatusOK, out)
}
