package reply

import (
	"strconv"
	"strings"
	"testing"
)

// chat reads lines of the form "minute author | text"; an author "-" is the system.
func chat(t *testing.T, text string) []Line {
	t.Helper()
	var lines []Line
	for row := range strings.Lines(strings.TrimSpace(text)) {
		head, said, ok1 := strings.Cut(strings.TrimSpace(row), " | ")
		minute, author, ok2 := strings.Cut(head, " ")
		at, err := strconv.Atoi(minute)
		if !ok1 || !ok2 || err != nil {
			t.Fatalf("row %q is not: minute author | text", row)
		}
		lines = append(lines, Line{At: int64(1_700_000_000_000 + at*60_000), Author: author, Text: said, System: author == "-"})
	}
	return lines
}

func TestChatsAreLinkedAsAReaderWould(t *testing.T) {
	for _, c := range []struct {
		name, chat string
		want       []int
	}{
		{"a question by name is answered by name", `
			0 王芳 | 请问阿胶糕什么时候发货？
			1 李雷 | 早上好
			2 赵敏 | 大家周末去哪里玩
			3 店长小周 | @王芳 今天下午就发
			4 王芳 | @店长小周 谢谢
			5 钱多 | @赵敏 我们去爬山`, []int{0, 1, 2, 0, 3, 2}},
		{"two conversations crossing", `
			0 王芳 | 面膜敏感肌可以用吗？
			0 李雷 | 有人一起拼团买坚果吗？
			1 客服 | @王芳 敏感肌可以用的，先在耳后试试
			1 韩梅 | @李雷 我要两份坚果
			2 王芳 | @客服 好的
			2 李雷 | @韩梅 收到`, []int{0, 1, 0, 1, 2, 3}},
		{"shared words without names", `
			0 客服 | 今天晚上八点直播
			0 小二 | 坚果补货了
			2 王芳 | 这个优惠券怎么用？
			2 赵敏 | 阿胶糕什么时候发货？
			3 小二 | 阿胶糕今天下午发货
			3 客服 | 优惠券下单的时候自动抵扣`, []int{0, 1, 2, 3, 3, 2}},
		{"the system answers nothing and is not answered", `
			0 王芳 | 请问几点开门？
			0 - | 李雷加入了群聊
			1 店长 | @王芳 九点开门
			1 王芳 | 好的谢谢`, []int{0, 1, 0, 2}},
		{"a quotation names whom it answers", `
			0 王芳 | 快递到了吗
			0 李雷 | 明天有活动吗
			1 赵敏 | 今天好热
			2 客服 | 「王芳：快递到了吗」 已经到驿站了`, []int{0, 1, 2, 0}},
		{"in English", `
			0 ann | does anybody know how to mount an usb disk?
			1 bob | hi all
			2 carl | ann: plug it in, then look at dmesg
			3 ann | carl: thanks, it works`, []int{0, 1, 0, 2}},
	} {
		lines := chat(t, c.chat)
		got := New().Link(lines, 0)
		for i := range lines {
			if got[i] != c.want[i] {
				t.Errorf("%s: %q answers %q, want %q", c.name, lines[i].Text, lines[got[i]].Text, lines[c.want[i]].Text)
			}
		}
	}
}
