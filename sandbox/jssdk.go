package sandbox

import (
	"crypto/sha1"
	"crypto/subtle"
	"encoding/hex"
	"net/http"
	"strings"
)

// checkSignature answers the stub of the JS-SDK (ui/jssdk.js): whether a page was signed with a ticket that was issued and is good
// still (reference §6.3). config wants the ticket of the
// corp or of the official account, agentConfig that of the app.
func (w *World) checkSignature(rw http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	rw.Header().Set("Access-Control-Allow-Origin", "*") // any page on a phone may ask
	verdict := "invalid signature"
	err := w.do(r.Context(), func(now int64) error {
		name, kind, other := "config", "ticket", "agent_ticket"
		if q.Get("agentid") != "" {
			name, kind, other = "agentConfig", "agent_ticket", "ticket"
		}
		if q.Get("appid") == w.cfg().OAAppID {
			kind, other = "oa_ticket", "ticket"
		}
		if q.Get("appid") != w.cfg().CorpID && q.Get("appid") != w.cfg().OAAppID {
			verdict = name + ":invalid appid"
			return nil
		}
		verdict = name + ":invalid signature"
		w.tokens.each(func(t *Token) {
			if t.Kind != kind && t.Kind != other || subtle.ConstantTimeCompare([]byte(pageSignature(t.ID, q.Get("noncestr"), q.Get("timestamp"), q.Get("url"))), []byte(q.Get("signature"))) != 1 {
				return
			}
			switch {
			case t.Kind == other:
				verdict = name + ":40093, the other ticket was used"
			case t.Expires <= now:
				verdict = name + ":42012, the ticket is over"
			case kind == "agent_ticket" && t.App != q.Get("agentid"):
				verdict = name + ":40093, another app's ticket was used"
			default:
				verdict = name + ":ok"
			}
		})
		return nil
	})
	if err != nil {
		fail(rw, err)
		return
	}
	writeJSON(rw, http.StatusOK, m{"errMsg": verdict})
}

// pageSignature signs the address of a page, without what stands behind #.
func pageSignature(ticket, nonce, timestamp, address string) string {
	address, _, _ = strings.Cut(address, "#")
	sum := sha1.Sum([]byte("jsapi_ticket=" + ticket + "&noncestr=" + nonce + "&timestamp=" + timestamp + "&url=" + address))
	return hex.EncodeToString(sum[:])
}
