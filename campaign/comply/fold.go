package comply

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// disguises are the usual ways to write a word so that filters miss it.
var disguises = strings.NewReplacer("盆友", "朋友", "朋友quan", "朋友圈", "pyq", "朋友圈", "薇信", "微信", "威信", "微信", "vx", "微信", "wx", "微信", "zan", "赞",
	"￥", "¥", "rmb", "元", "块钱", "元", "圆", "元", "％", "%", "佰", "百", "仟", "千", "～", "~", "－", "-", "—", "-", "–", "-", "：", ":", "，", ",", "、", ",")

// clauses folds words and cuts them at full stops and line ends.
func clauses(words string) []clause {
	var out []clause
	for _, s := range strings.FieldsFunc(words, func(r rune) bool { return strings.ContainsRune("。!！?？;；\n\r", r) }) {
		s = disguises.Replace(strings.ToLower(width.Fold.String(s)))
		s = strings.Map(func(r rune) rune {
			if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune("“”\"'《》「」*_·•|", r) {
				return -1
			}
			return r
		}, s)
		if s != "" {
			out = append(out, clause{s, figures(s)})
		}
	}
	return out
}

// idioms are words with a numeral in them that count nothing.
var idioms = strings.NewReplacer("一起", "同", "一样", "同样", "一些", "些", "一直", "直", "一般", "般", "一定", "定", "统一", "统", "万一", "如")

var (
	grouped  = regexp.MustCompile(`(\d),(\d{3})\b`)
	scaled   = regexp.MustCompile(`(\d+(?:\.\d+)?)(万|千|百)`)
	numerals = regexp.MustCompile(`[零〇一二两三四五六七八九十百千万]+`)
	blocks   = regexp.MustCompile(`(\d)块(\d)?`)
)

// figures writes numerals as figures: 三十九 is 39, 1.2万 is 12000, 9块9 is 9.9元, 六万六 is 66000.
func figures(s string) string {
	s = grouped.ReplaceAllString(s, "$1$2")
	s = scaled.ReplaceAllStringFunc(s, func(m string) string {
		part := scaled.FindStringSubmatch(m)
		x, err := strconv.ParseFloat(part[1], 64)
		if err != nil {
			return m
		}
		return strconv.FormatFloat(x*map[string]float64{"万": 10000, "千": 1000, "百": 100}[part[2]], 'f', -1, 64)
	})
	s = idioms.Replace(s)
	s = numerals.ReplaceAllStringFunc(s, func(m string) string {
		if n, ok := numeral(m); ok {
			return strconv.FormatInt(n, 10)
		}
		return m
	})
	return blocks.ReplaceAllStringFunc(s, func(m string) string {
		part := blocks.FindStringSubmatch(m)
		if part[2] != "" {
			return part[1] + "." + part[2] + "元"
		}
		return part[1] + "元"
	})
}

// numeral reads a Chinese number; ok is false for what is none.
func numeral(s string) (n int64, ok bool) {
	digits := map[rune]int64{'零': 0, '〇': 0, '一': 1, '二': 2, '两': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9}
	units := map[rune]int64{'十': 10, '百': 100, '千': 1000}
	if !strings.ContainsAny(s, "十百千万") { // 二零二六
		for _, r := range s {
			n = n*10 + digits[r]
		}
		return n, len([]rune(s)) <= 6
	}
	whole, part, last, unit := int64(0), int64(0), int64(-1), int64(1)
	for _, r := range s {
		if d, is := digits[r]; is {
			if last = d; d == 0 {
				unit = 1
			}
			continue
		}
		if r == '万' {
			if part += max(last, 0); part == 0 {
				return 0, false // 万一
			}
			whole, part, last, unit = part*10000, 0, -1, 10000
			continue
		}
		u := units[r]
		if last < 0 {
			if u != 10 {
				return 0, false // 百分, 千万
			}
			last = 1
		}
		part, last, unit = part+last*u, -1, u
	}
	if last > 0 && unit >= 100 { // 三百五, 六万六
		last *= unit / 10
	}
	return whole + part + max(last, 0), true
}
