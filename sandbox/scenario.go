package sandbox

import (
	"bufio"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode"

	"qunli/kit/fault"
)

// A scenario is plain text, one act or expectation a line. Words are parted by spaces; what holds spaces stands in quotes ("…", “…”
// or 「…」). Empty lines and what follows a # at the beginning of a word are left out. Every word of the grammar may be Chinese or
// English; names are anything. A line that cannot be read, is refused or does not hold ends the scenario, with its number.
//
//	员工 小美 小刚              staff 小美 小刚                  new members of staff
//	客户 张三 李四              customers 张三 李四              new customers
//	码 门店码 小美 小刚         code 门店码 小美 小刚            a code to add one of them, made in the console
//	群码 进群码 福利群          group-code 进群码 福利群         a code to join one of these groups
//	张三 扫码 门店码            张三 scans 门店码                a code by its remark, state, id or address
//	张三 添加 小美              张三 adds 小美                   found by phone number; waits for 小美
//	小美 通过 张三              小美 accepts 张三                小美 加回 张三 / 小美 adds-back 张三
//	张三 删除 小美              张三 deletes 小美                either of the two deletes the other
//	张三 对 小美 说 你好        张三 to 小美 says hello          also between customers
//	张三 在 福利群 说 大家好    张三 in 福利群 says hello
//	小美 建群 福利群 张三       小美 opens-group 福利群 张三     with those named in it
//	张三 邀请 李四 进 福利群    张三 invites 李四 into 福利群
//	张三 退出 福利群            张三 leaves 福利群
//	小美 移出 张三 从 福利群    小美 removes 张三 from 福利群
//	小美 改名 福利群 为 核心群  小美 renames 福利群 to 核心群
//	小美 公告 福利群 请看       小美 announces 福利群 look
//	小美 转让 福利群 给 小刚    小美 hands 福利群 to 小刚
//	小美 解散 福利群            小美 dismisses 福利群
//	小美 发送群发               小美 confirms                    all that waits; 忽略群发 / ignores
//	小美 备注 张三 老客         小美 remarks 张三 老客
//	小美 打标签 张三 铁粉       小美 tags 张三 铁粉              去标签 / untags
//	张三 拒绝接替               张三 refuses                     to be handed on
//	张三 同意存档 小美          张三 agrees 小美                 to archiving
//	小美 离职                   小美 resigns
//	等 21 秒                    wait 21s                         of the world's clock: 秒 分 小时 天, s m h d
//	时钟 停 / 时钟 走           clock stops / clock runs
//	开关 duplicate 0.2          set duplicate 0.2                a setting by its name
//	静候                        settle                           until every event is sent or given up
//
// Expectations wait up to fifteen real seconds until they hold; those with 没 or 不 (not) are looked at once.
//
//	期望 张三 收到 欢迎         expect 张三 receives 欢迎        a message that holds the words; 没收到 / not-receives
//	期望 张三 和 小美 是好友    expect 张三 and 小美 friends     不是好友 / not-friends
//	期望 张三 在 福利群         expect 张三 in 福利群            不在 / not-in
//	期望 福利群 有 3 人         expect 福利群 has 3 members
//	期望 张三 有标签 铁粉       expect 张三 tagged 铁粉          没有标签 / not-tagged
//	期望 小美 待发 1            expect 小美 waiting 1            mass messages that wait for confirmation
//	期望 事件 3                 expect events 3                  distinct events so far

// The refusals of a scenario.
var (
	ErrLine  = fault.New(fault.Invalid, "sandbox.scenario.line", "第 %d 行读不懂：%s", "Line %d cannot be read: %s")
	ErrAct   = fault.New(fault.Conflict, "sandbox.scenario.act", "第 %d 行没有做成（%s）：%s", "Line %d could not be done (%s): %s")
	ErrUnmet = fault.New(fault.Conflict, "sandbox.scenario.unmet", "第 %d 行没有成立：%s", "Line %d does not hold: %s")
)

// Run carries out a scenario in a world whose Run is under way where events matter.
func Run(ctx context.Context, w *World, r io.Reader) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		text := strings.TrimSpace(lines.Text())
		tokens := tokenize(text)
		if len(tokens) == 0 {
			continue
		}
		s, ok := read(tokens)
		if !ok {
			return ErrLine.F(n, text)
		}
		err := s.do(ctx, w)
		var zh *fault.Error
		switch {
		case err == nil:
		case errors.Is(err, errUnmet):
			return ErrUnmet.F(n, text).Because(err)
		case errors.As(err, &zh):
			f := *ErrAct.F(n, "", "")
			f.Zh, f.En = sentence(ErrAct.Zh, n, text, zh.Message("zh")), sentence(ErrAct.En, n, text, zh.Message("en"))
			return f.Because(err)
		default:
			return ErrAct.F(n, text, err.Error()).Because(err)
		}
	}
	return lines.Err()
}

// tokenize parts a line into words.
func tokenize(line string) []string {
	var out []string
	var word strings.Builder
	closing, open := rune(0), false
	end := func() {
		if open || word.Len() > 0 {
			out = append(out, word.String())
		}
		word.Reset()
		open = false
	}
	for _, c := range line {
		switch {
		case closing != 0 && c == closing:
			closing = 0
		case closing != 0:
			word.WriteRune(c)
		case c == '"' || c == '“' || c == '「':
			closing, open = map[rune]rune{'"': '"', '“': '”', '「': '」'}[c], true
		case unicode.IsSpace(c):
			end()
		case c == '#' && word.Len() == 0:
			return out
		default:
			word.WriteRune(c)
		}
	}
	end()
	return out
}

// step is a line that was understood: its rule, and what stands in its places.
type step struct {
	rule *rule
	one  map[string]string
	many []string
}

func (s *step) do(ctx context.Context, w *World) error { return s.rule.run(ctx, w, s) }

// rule is one kind of line. In its pattern a word with | is a choice, $name one word, and $… several.
type rule struct {
	pattern string
	run     func(ctx context.Context, w *World, s *step) error
}

// read finds the rule of a line.
func read(tokens []string) (*step, bool) {
	for _, r := range rules() {
		s := &step{rule: &r, one: map[string]string{}}
		if s.match(strings.Fields(r.pattern), tokens) {
			return s, true
		}
	}
	return nil, false
}

// match fits a line to a pattern.
func (s *step) match(pattern, tokens []string) bool {
	for i, p := range pattern {
		if p == "$…" {
			rest := pattern[i+1:]
			end := len(tokens)
			if len(rest) > 0 {
				end = -1
				for j := range tokens {
					if slices.Contains(strings.Split(rest[0], "|"), tokens[j]) {
						end = j
					}
				}
			}
			if end < 0 {
				return false
			}
			s.many = tokens[:end]
			return s.match(rest, tokens[end:])
		}
		if len(tokens) == 0 {
			return false
		}
		if name, place := strings.CutPrefix(p, "$"); place {
			s.one[name] = tokens[0]
		} else if !slices.Contains(strings.Split(p, "|"), tokens[0]) {
			return false
		}
		tokens = tokens[1:]
	}
	return len(tokens) == 0
}
