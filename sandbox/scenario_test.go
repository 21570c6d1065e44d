package sandbox

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"qunli/kit/fault"
)

// welcomer is an app that greets whoever is added.
func (r *rig) welcomer() {
	r.t.Helper()
	in := r.listen()
	greeted := 0
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-stop:
				return
			case <-r.t.Context().Done():
				return
			default:
			}
			in.mu.Lock()
			fresh := in.got[greeted:]
			greeted = len(in.got)
			in.mu.Unlock()
			time.Sleep(2 * time.Millisecond)
			for _, e := range fresh {
				if e.Welcome != "" {
					r.call("externalcontact/send_welcome_msg", m{"welcome_code": e.Welcome, "text": m{"content": "欢迎光临"}})
				}
			}
		}
	}()
	r.t.Cleanup(func() { close(stop); <-done })
}

func TestScenarios(t *testing.T) {
	files, err := filepath.Glob("testdata/*.scenario")
	if err != nil || len(files) < 3 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			r := bareRig(t)
			r.welcomer()
			if err := Run(t.Context(), r.World, bytes.NewReader(text)); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestAScenarioSaysWhichLineIsWrong(t *testing.T) {
	r := bareRig(t)
	for text, want := range map[string]error{
		"员工 小美\n\n小美 跳舞": ErrLine, "客户 张三\n张三 扫码 没有的码": ErrAct, "张三 飞 到 月亮": ErrLine, "等 五 秒": ErrAct, "期望 天 会 亮": ErrAct,
		"员工 小丽\n客户 王五\n小丽 建群 福利群\n期望 王五 没收到 x\n期望 小丽 不在 福利群": ErrUnmet, "开关 nonsense 1": ErrAct, "set loss 0.5\nset mass_policy daily\nset half_add yes": ErrAct,
	} {
		err := Run(t.Context(), r.World, strings.NewReader(text))
		if !errors.Is(err, want) {
			t.Errorf("%q: %v", text, err)
			continue
		}
		n := strings.Count(text, "\n") + 1
		f := fault.Of(err)
		if !strings.Contains(f.Message("zh"), fmt.Sprintf("第 %d 行", n)) || !strings.Contains(f.Message("en"), fmt.Sprintf("Line %d ", n)) {
			t.Errorf("%q: %s / %s", text, f.Message("zh"), f.Message("en"))
		}
	}
}

func TestWordsOfALine(t *testing.T) {
	got := tokenize(`张三 说 “你 好” 「再 见」 "" a#b # 注释`)
	if want := []string{"张三", "说", "你 好", "再 见", "", "a#b"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}
