package walk

import (
	"strings"
	"testing"
	"time"

	"qunli/kit/clock"
	"qunli/testkit/crash"
)

// An operator says which tags stand in WeCom too, sees a remark as its template is typed, and hands on what somebody looks after,
// seeing before what will move and after what became of it.
func TestTagsRemarksAndSuccession(t *testing.T) {
	h := enter(t)
	h.open("/settings/tags")
	h.says("同步到企业微信的标签组")
	type families struct {
		Items []struct {
			Family string
			Shared bool
		}
	}
	first := get[families](h, "/api/tags/sharing").Items[0].Family
	h.press(`[role="switch"]`, "把“"+first+"”同步到企业微信")
	h.says("“" + first + "”开始同步到企业微信")
	if now := get[families](h, "/api/tags/sharing").Items[0]; !now.Shared {
		h.Errorf("%+v", now)
	}
	h.inEachLook("/settings/tags", nil)

	h.open("/settings/remarks")
	h.says("铁粉-王小明-A01门店码-护肤-251122")
	h.Wait(`[...document.querySelectorAll('dd strong')].some((e) => e.innerText === '铁粉-王小明-A01门店码-护肤')`)
	h.says("备注里省略了：日期")
	h.inEachLook("/settings/remarks", nil)

	h.open("/settings/succession")
	h.says("还没有交接过")
	h.inEachLook("/settings/succession", nil)
	from, heir := h.twoStaff()
	h.open("/settings/succession?begin=" + from.ID)
	h.says("会交出去")
	h.Shot("succession-begin")
	code, body := h.fetch("POST", "/api/successions", `{"from_id":"`+from.ID+`","resigned":true,"heirs":["`+heir.ID+`"]}`)
	if code != 200 {
		h.Fatalf("%d %s", code, body)
	}
	id := strings.Split(strings.SplitAfter(body, `"id":"`)[1], `"`)[0]
	for watch := clock.Stopwatch(); len(get[struct{ Items []struct{ State string } }](h, "/api/successions/"+id+"/objects?state=done").Items) == 0; {
		if watch() > time.Minute {
			h.Fatal("nothing is done")
		}
		crash.Moment(200 * time.Millisecond)
	}
	h.open("/settings/succession?id=" + id)
	h.says("已完成")
	h.inEachLook("/settings/succession?id="+id, nil)
}

type colleague struct{ ID, Name string }

// twoStaff gives somebody who looks after customers, and somebody else.
func (h *house) twoStaff() (from, heir colleague) {
	h.Helper()
	type estate struct{ Here int64 }
	for _, s := range get[struct{ Items []colleague }](h, "/api/staff").Items {
		e := get[estate](h, "/api/successions/survey?staff_id="+s.ID)
		switch {
		case from.ID == "" && e.Here > 0:
			from = s
		case heir.ID == "" && e.Here > 0:
			heir = s
		}
	}
	if from.ID == "" || heir.ID == "" {
		h.Fatal("nobody looks after anybody")
	}
	return from, heir
}
