package walk

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"qunli/channel/wecom"
	"qunli/kit/clock"
	"qunli/testkit/crash"
)

// tell has WeCom tell something, as it does: sealed and signed.
func (h *house) tell(keys wecom.Keys, corp, text string) {
	h.Helper()
	seal, err := wecom.NewSeal(keys.Token, keys.AESKey, corp)
	if err != nil {
		h.Fatal(err)
	}
	stamp := fmt.Sprint(clock.System{}.Now().Unix())
	sealed := seal.Close([]byte(text))
	q := url.Values{"msg_signature": {seal.Sign(stamp, "n", sealed)}, "timestamp": {stamp}, "nonce": {"n"}}
	answer, err := http.Post(h.base+"/hook/wecom?"+q.Encode(), "text/xml", strings.NewReader("<xml><ToUserName>"+corp+"</ToUserName><Encrypt>"+sealed+"</Encrypt></xml>"))
	if err != nil {
		h.Fatal(err)
	}
	if err := answer.Body.Close(); err != nil || answer.StatusCode != http.StatusOK {
		h.Fatalf("the callback was answered %d, %v", answer.StatusCode, err)
	}
}

// An IT person connects WeCom and sees which value is wrong; what it tells is listed, opened and read again; what is said to
// whoever is added is written, ordered and closed.
func TestWeComIsConnectedAndWatched(t *testing.T) {
	h := enter(t)
	const corp = "ww00walk"
	keys := wecom.Keys{Token: "walkToken", AESKey: strings.Repeat("a1", 21) + "b"}

	status, said := h.fetch("PUT", "/api/wecom", fmt.Sprintf(`{"corp_id": %q, "agent_id": "1000002", "secret": "walk-secret", "token": %q, "aes_key": %q, "base": "http://127.0.0.1:1"}`, corp, keys.Token, keys.AESKey))
	if status/100 != 2 {
		h.Fatalf("%d %s", status, said)
	}
	h.open("/settings/wecom")
	h.press("button", "逐项检查")
	h.until("[data-check=network][data-state=wrong]", "")
	h.until("[data-check=callback][data-state=ok]", "")
	h.says("怎么改")
	h.inEachLook("/settings/wecom", func() {
		h.press("main button.ant-btn-primary", "")
		h.until("[data-check=network]", "")
	})

	h.tell(keys, corp, "<xml><MsgType>event</MsgType><Event>change_external_tag</Event><ChangeType>create</ChangeType><Id>et1</Id></xml>")
	h.tell(keys, corp, "<xml><MsgType>event</MsgType><Event>change_external_contact</Event><ChangeType>add_external_contact</ChangeType><UserID>mei</UserID>"+
		"<ExternalUserID>wmWalkWalkWalkWalkWalk</ExternalUserID><State>door</State><WelcomeCode>a</WelcomeCode></xml>")
	h.tell(keys, corp, "no event at all, 13812345678")
	for watch := clock.Stopwatch(); get[struct{ Failed int }](h, "/api/inbox/counts").Failed == 0; {
		if watch() > time.Minute {
			h.Fatal("what was told is never read")
		}
		crash.Moment(200 * time.Millisecond)
	}
	h.open("/settings/events?state=failed")
	if rows := h.rows(); len(rows) != 1 {
		h.Errorf("rows %v", rows)
	}
	h.press("tbody button", "认不出的事件")
	h.says("138****5678")
	h.Shot("event-drawer")
	h.press(".ant-drawer button", "重新读")
	h.says("已排队重新读")
	h.inEachLook("/settings/events", nil)

	h.open("/settings/greetings")
	h.says("没有合适的欢迎语")
	for n, name := range []string{"晚上", "大家"} {
		h.press("button", "新增欢迎语")
		h.write(".ant-drawer input", "名称", name)
		h.write(".ant-drawer textarea", "内容", "你好，欢迎")
		if n == 0 {
			h.press(".ant-drawer button", "加链接")
			h.write(".ant-drawer input", "标题", "本周好价")
			h.write(".ant-drawer input", "网址", "https://example.com/a")
			h.says("本周好价")
			h.Shot("greeting-editor")
		}
		h.press(".ant-drawer button", "保存")
		h.gone(".ant-drawer-open", "")
		h.says(name)
	}
	h.press("button", "“大家”上移")
	h.Wait(`document.querySelector('.greeting strong')?.innerText === '大家'`)
	h.press(".greeting button", "停用")
	h.until(".greeting .ant-tag", "已停用")
	h.inEachLook("/settings/greetings", nil)
}

// inEachLook judges a page in all looks; before is done on it first.
func (h *house) inEachLook(path string, before func()) {
	h.Helper()
	for _, l := range looks() {
		h.Size(l.width, l.height)
		h.Scheme(l.scheme)
		h.speak(l.lang)
		h.open(path)
		if before != nil {
			before()
		}
		h.rest()
		h.quiet(l.name + " " + path)
		h.judge(l, path)
		h.Shot("full-" + l.name + strings.ReplaceAll(path, "/", "-"))
	}
	h.Size(1440, 900)
	h.Scheme("light")
	h.speak("zh")
}
