package console

import (
	"bytes"
	"mime/multipart"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"qunli/org"
)

func TestWordsAreCompleteInBothLanguages(t *testing.T) {
	zh, en := reflect.ValueOf(chinese()), reflect.ValueOf(english())
	for i := range zh.NumField() {
		name := zh.Type().Field(i).Name
		if zh.Field(i).String() == "" || en.Field(i).String() == "" {
			t.Errorf("%s is missing in a language", name)
		}
	}
	if han := regexp.MustCompile(`\p{Han}`); han.MatchString(strings.ReplaceAll(english().EmptyWhat+english().LoopWhat+english().SetupIntro, "中文", "")) {
		t.Error("English texts hold Chinese")
	}
}

// page gets a page as a browser does.
func (c *caller) page(path string) *httptest.ResponseRecorder {
	c.Helper()
	return c.with("Accept", "text/html").send("GET", path, nil)
}

// sound wants a whole page: no inline script or style, nothing from elsewhere, no template leftovers.
func (c *caller) sound(w *httptest.ResponseRecorder, status int, holds ...string) string {
	c.Helper()
	body := w.Body.String()
	if w.Code != status || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") || !strings.HasSuffix(strings.TrimSpace(body), "</html>") {
		c.Fatalf("%d %s: %.300s", w.Code, w.Header().Get("Content-Type"), body)
	}
	for _, bad := range []string{"<script", " style=", "http://", "https://", "<no value>", "%!", "ZgotmplZ"} {
		if strings.Contains(body, bad) {
			c.Errorf("the page holds %q", bad)
		}
	}
	for _, want := range holds {
		if !strings.Contains(body, want) {
			c.Errorf("the page lacks %q", want)
		}
	}
	if keep := os.Getenv("QUNLI_KEEP_PAGES"); keep != "" { // for looking at them
		name := strings.ReplaceAll(c.Name()+"-"+holds[0], "/", "_")
		if err := os.WriteFile(filepath.Join(keep, name+".html"), w.Body.Bytes(), 0o600); err != nil {
			c.Error(err)
		}
	}
	return body
}

func TestFirstVisitBySetUpLink(t *testing.T) {
	each(t, func(h *house) {
		c := h.nobody()
		c.sound(c.page("/login"), 200, "还没有所有者")
		c.sound(c.page("/setup?token=wrong"), 403, "链接无效")
		l, err := h.c.Org.SetupLink(h.owner())
		if err != nil {
			h.Fatal(err)
		}
		c.sound(c.page("/setup?token="+url.QueryEscape(l.Token)), 200, "设置所有者", `name="token" value="`+l.Token)
		w := c.form("/setup", "token", l.Token, "login", "boss", "name", "老板", "password", "short")
		c.sound(w, 422, "boss", `role="alert"`)
		w = c.form("/setup", "token", l.Token, "login", "boss", "name", "老板", "password", password)
		if w.Code != 303 || w.Header().Get("Location") != "/" {
			h.Fatalf("%d %s", w.Code, w.Body)
		}
		c.keepCookie(w)
		c.sound(c.page("/"), 200, "从一份订单开始", "qunli import orders orders.csv --source shop", "老板")
		c.sound(c.page("/setup?token="+url.QueryEscape(l.Token)), 403, "链接无效")
		if w := c.form("/logout"); w.Code != 303 || w.Header().Get("Location") != "/login" {
			h.Errorf("%d %s", w.Code, w.Body)
		}
	})
}

func TestSignInForm(t *testing.T) {
	each(t, func(h *house) {
		h.setUp()
		c := h.nobody()
		w := c.page("/imports?x=1")
		if w.Code != 303 || w.Header().Get("Location") != "/login?next="+url.QueryEscape("/imports?x=1") {
			h.Fatalf("%d %v", w.Code, w.Header())
		}
		c.sound(c.page(w.Header().Get("Location")), 200, `name="next" value="/imports?x=1"`)
		c.sound(c.form("/login", "login", "boss", "password", "wrong wrong wrong", "next", "/imports"), 401, "账号或密码不正确", `value="boss"`)
		en := c.with("Accept-Language", "en")
		en.sound(en.form("/login", "login", "boss", "password", "wrong wrong wrong"), 401, "Wrong login or password")
		for _, next := range []string{"//evil.example", "https://evil.example", `/\evil.example`, ""} {
			if w := c.form("/login", "login", "boss", "password", password, "next", next); w.Code != 303 || w.Header().Get("Location") != "/" {
				h.Errorf("next %q went to %q", next, w.Header().Get("Location"))
			}
		}
		if w := c.with("Sec-Fetch-Site", "cross-site").with("Content-Type", "application/x-www-form-urlencoded").with("Accept", "text/html").
			send("POST", "/login", "login=boss&password="+url.QueryEscape(password)); w.Code != 403 {
			h.Errorf("another site signed somebody in: %d", w.Code)
		}
	})
}

func TestInvitedPersonSetsAPassword(t *testing.T) {
	each(t, func(h *house) {
		boss := h.setUp()
		hired := ok[hired](boss, "POST", "/api/staff", m{"name": "小李", "login": "li", "role": "operator", "scope": "all"})
		c := h.nobody()
		c.sound(c.page(hired.Link.Path), 200, "设置新密码")
		w := c.form("/password", "token", hired.Link.Token, "password", password)
		if w.Code != 303 {
			h.Fatalf("%d %s", w.Code, w.Body)
		}
		c.keepCookie(w)
		if me := ok[who](c, "GET", "/api/session", nil); me.Login != "li" || me.Role != org.RoleOperator {
			h.Errorf("%+v", me)
		}
	})
}

func TestErrorPagesNameTheRequest(t *testing.T) {
	each(t, func(h *house) {
		boss := h.setUp()
		w := boss.page("/nothing")
		boss.sound(w, 404, "没有这个页面", w.Header().Get("X-Request-Id"))
		boss.sound(boss.page("/imports/imp_0000000000001"), 404, "没有这次导入")
		reader := h.bearer(org.RoleReader, org.ScopeAll, 0)
		reader.sound(reader.page("/imports"), 403, "import.run")
	})
}

const orderFile = `order_no,customer,time,sku,quantity,price
1001,alice,2026-01-05 10:00:00,A,2,30
1002,bob,2026-01-06 11:00:00,B,1,45.5
1003,alice,2026-02-07 12:00:00,A,1,30
1004,carol,not a time,A,1,30
`

// uploadFile posts a file as the form of /imports does.
func (c *caller) uploadFile(fields map[string]string, name, text string) *httptest.ResponseRecorder {
	c.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	for k, v := range fields {
		if err := form.WriteField(k, v); err != nil {
			c.Fatal(err)
		}
	}
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		c.Fatal(err)
	}
	if _, err := part.Write([]byte(text)); err != nil {
		c.Fatal(err)
	}
	if err := form.Close(); err != nil {
		c.Fatal(err)
	}
	return c.with("Content-Type", form.FormDataContentType()).with("Accept", "text/html").send("POST", "/imports", b.String())
}

func TestFileComesInByForm(t *testing.T) {
	each(t, func(h *house) {
		boss := h.setUp()
		boss.sound(boss.page("/imports"), 200, "还没有导入过文件")
		boss.sound(boss.uploadFile(map[string]string{"kind": "orders", "source": "shop"}, "x.csv", "nonsense,columns\n1,2\n"), 422, `role="alert"`)
		w := boss.uploadFile(map[string]string{"kind": "orders", "source": "shop"}, "订单.csv", orderFile)
		if w.Code != 303 {
			h.Fatalf("%d %s", w.Code, w.Body)
		}
		h.work()
		at := w.Header().Get("Location")
		boss.sound(boss.page(at), 200, "订单.csv", "完成", "下载被拒绝的行", "撤销这次导入")
		boss.sound(boss.page("/imports"), 200, at, "完成")
		en := boss.with("Accept-Language", "en")
		en.sound(en.page(at), 200, "Undo this import", "Done")
		page := boss.sound(boss.page("/"), 200, "客户自循环代替率", "¥135.50", "RFM", "公式", "未计入", "定义版本", "h9")
		if !strings.Contains(page, `popovertarget="d-loop"`) || strings.Count(page, `id="d-loop"`) != 1 {
			h.Error("no number opens its entry")
		}
		english := en.sound(en.page("/"), 200, "Self-cycle substitution rate", "Formula", "Left out")
		english = strings.NewReplacer("中文", "").Replace(english[strings.Index(english, "<main"):])
		if found := regexp.MustCompile(`\p{Han}+`).FindString(english); found != "" {
			h.Errorf("the English page holds %q", found)
		}
		if w := boss.form(at + "/undo"); w.Code != 303 {
			h.Errorf("%d %s", w.Code, w.Body)
		}
		boss.sound(boss.page(at), 200, "已撤销")
		boss.sound(boss.page("/"), 200, "从一份订单开始")
	})
}

func TestLanguageIsKept(t *testing.T) {
	each(t, func(h *house) {
		boss := h.setUp()
		w := boss.page("/?lang=en")
		boss.sound(w, 200, "Start from one file of orders", `<html lang="en">`, "lang=zh")
		found := false
		for _, c := range w.Result().Cookies() {
			found = found || c.Name == "lang" && c.Value == "en"
		}
		if !found {
			h.Error("the choice is not kept")
		}
	})
}

func TestStyleAndIconAreServed(t *testing.T) {
	each(t, func(h *house) {
		c := h.nobody()
		for path, kind := range map[string]string{"/static/style.css": "text/css; charset=utf-8", "/favicon.ico": "image/svg+xml", "/static/favicon.svg": "image/svg+xml"} {
			if w := c.send("GET", path, nil); w.Code != 200 || w.Header().Get("Content-Type") != kind {
				h.Errorf("%s: %d %s", path, w.Code, w.Header().Get("Content-Type"))
			}
		}
		if w := c.send("GET", "/static/nothing.js", nil); w.Code != 404 {
			h.Errorf("%d", w.Code)
		}
	})
}
