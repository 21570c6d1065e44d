package comply

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// contradiction finds in a clause what the settings or the terms say otherwise; "" nothing.
type contradiction struct {
	find   func(o offer, words string) string
	zh, en string
}

var contradictions = []contradiction{
	{find: offer.otherPrice, zh: "与设置的价格不符：请改页面或改价格", en: "is not the price of the settings: change one of them"},
	{find: offer.otherWas, zh: "与设置的原价不符，或设置里没有原价：原价须是近期真实成交价", en: "is no price that the settings know as the original one: it must really have been asked lately"},
	{find: offer.notFree, zh: "页面说免费，设置却收钱：请改成真实价格", en: "is called free while the settings ask a price: tell the real price"},
	{find: offer.otherSize, zh: "与设置的成团人数不符", en: "is not the size of a team in the settings"},
	{find: offer.otherStock, zh: "与设置的数量不符：请写真实的份数", en: "is not the stock of the settings: tell the real number"},
	{find: offer.otherEnd, zh: "与活动的开始或结束时间不符", en: "is not when the campaign begins or ends"},
	{find: offer.otherMinutes, zh: "与设置的成团或付款时限不符", en: "is not the time that the settings give a team or a payment"},
	{find: offer.otherLimit, zh: "与设置的每人限购不符，或设置里没有限购", en: "is not the limit of a person in the settings, or they have none"},
	{find: offer.otherNeed, zh: "与设置的邀请人数不符", en: "is not the number of invitees in the settings"},
	{find: offer.otherShare, zh: "红包金额超出设置的最小到最大", en: "is no share that the settings can give"},
	{find: offer.overCap, zh: "抽奖的最高奖不得超过 5 万元（反不正当竞争法）", en: "a prize of a draw must not be above 50,000 yuan"},
}

// prizeCap is the most that a prize of a draw may be worth, in fen (§2.22).
const prizeCap = 5_000_000

var (
	sum        = regexp.MustCompile(`¥(\d+(?:\.\d+)?)|(\d+(?:\.\d+)?)元`)
	asked      = regexp.MustCompile(`(?:秒杀价|到手价|拼团价|团购价|成团价|活动价|新人价|优惠价|现价|特价|单价|惊爆价|一口价|售价|价格|仅需|只要|只需|只卖|仅售|付款金额|低至|成团后每?[份件盒束]?|今天只?要?)[^,\d¥]{0,3}¥?(\d+(?:\.\d+)?)(元|[^\d.%折人天小时份个件位名月]|$)|¥?(\d+(?:\.\d+)?)元?(?:1|一|每|/)[盒份件束套瓶箱斤]|(?:1|一|每)[盒份件束套瓶箱斤][^,\d]{0,2}¥?(\d+(?:\.\d+)?)(?:元|$|,)|¥?(\d+(?:\.\d+)?)元?(?:抢|带走|拿走|拿下|开团|成团|开抢|到手|拼走)`)
	lessThan   = regexp.MustCompile(`(减|省|券|返|满|补|邮费|运费|押金|差价|便宜|优惠)[^,\d]{0,3}¥?$`)
	original   = regexp.MustCompile(`(?:原价|门市价|专柜价|专柜|市场价|划线价|吊牌价|日常售?价|平时卖?|平日|零售价|指导价|曾经?卖到?)[^,\d¥]{0,3}¥?(\d+(?:\.\d+)?)`)
	free       = regexp.MustCompile(`(^|[^\d.])0元|零元|白送|(不花|不用花|都不用花)[^,]{0,3}(钱|分)|1毛钱都不|分文不取|免单|不收费|不要钱|(全额)?免费(领|拿|带|得|抢|到手|购|,|$)`)
	gratis     = regexp.MustCompile(`免费(送货|配送|送上门|上门|包装|停车|写|代写|打包|冷链|寄)|0元(起送|运费|邮费)|(运费|邮费|配送费?|包装)[^,]{0,3}(0元|免费|不收费)|(抽|试吃)`)
	size       = regexp.MustCompile(`(\d+)个?(?:人|位好友|位朋友|位|个好友)[^,\d]{0,5}(?:成团|拼团|起拼|拼|团价|享团|1个团|开团|团)|(?:凑齐|凑够|叫上|组队|组满|满|约上?|还差|再约|邀)[^,\d]{0,3}(\d+)个?(?:人|位|个)?[^,\d]{0,6}(?:成团|开团|团|拼)|(\d+)个?人1团|双人(团)`)
	friends    = regexp.MustCompile(`(好友|朋友|邻居|同事|姐妹|闺蜜|还差|再约)`)
	stock      = regexp.MustCompile(`(?:限量|仅限|共|总共|合计|全场只?有?|备货|放出|只有|仅此|仅有|发售|提供|准备了?|前)[^,\d]{0,3}(\d+)个?(?:份|件|盒|套|束|箱|名额|名|张|枚|本|杯|瓶|斤|台|席|组)`)
	each       = regexp.MustCompile(`每(人|位|名|个|户|团)|1人|单人|人均|满\d+件|每天服务|共\d+种`)
	limit      = regexp.MustCompile(`(?:每人|每位[^,\d]{0,4}|每名[^,\d]{0,4}|1人|单人|人均|每户|每个?(?:id|微信号?|账号|手机号?))[^,\d]{0,8}?(\d+)(?:份|件|盒|套|束|箱|张|枚|本|杯|瓶|斤|次|个)`)
	may        = regexp.MustCompile(`限|最多|上限|可购|可买|可抢|可领|至多`)
	need       = regexp.MustCompile(`(?:邀请|邀|带|推荐|介绍|请|叫上|叫来)[^,\d]{0,4}?(\d+)个?(?:人|位|名|个|小伙伴)`)
	rewarded   = regexp.MustCompile(`送|领|得|奖|券|礼|袋|到手|拿|赠|你的|您的`)
	within     = regexp.MustCompile(`(\d+(?:\.\d+)?)?(半)?个?(小时|h|天|分钟|周|日)(?:之)?内?`)
	afterwards = regexp.MustCompile(`^[^,]{0,3}(发货|送|寄|到账|配送|退回|联系|通知)`)
	ofTeam     = regexp.MustCompile(`成团|开团|凑齐|拼满|满员|拼成|团的有效|约齐|成团时限`)
	ofPay      = regexp.MustCompile(`付款|支付|付清`)
	largest    = regexp.MustCompile(`(?:最高|最多|最大|高达|可得|可领|能抢|能领|有机会|拿走|单个红包|大红包|拆开|抢到|红包金额|红包)[^,\d¥]{0,5}¥?(\d+(?:\.\d+)?)(?:元|到|至|-|~|$|等)`)
	spread     = regexp.MustCompile(`(\d+(?:\.\d+)?)元?(?:到|至|-|~)(\d+(?:\.\d+)?)元`)
	drawn      = regexp.MustCompile(`抽|中奖|头奖|大奖|[一1]等奖|特等奖|转盘|锦鲤|摇一摇|摇1摇|幸运`)
)

// yuan gives the first number that a match holds, in fen.
func yuan(m []string) (int64, bool) {
	for _, p := range m[1:] {
		if x, err := strconv.ParseFloat(p, 64); err == nil {
			return fen(x), true
		}
	}
	return 0, false
}

// count gives the first number that a match holds.
func count(m []string) int64 {
	n, _ := yuan(m)
	return n / 100
}

// other gives the first match whose number is none of those known.
func other(pattern *regexp.Regexp, words string, known func(m []string, before string) bool) string {
	for _, at := range pattern.FindAllStringSubmatchIndex(words, -1) {
		m := make([]string, len(at)/2)
		for n := range m {
			if at[2*n] >= 0 {
				m[n] = words[at[2*n]:at[2*n+1]]
			}
		}
		if !known(m, words[:at[0]]) {
			return m[0]
		}
	}
	return ""
}

func (o offer) otherPrice(words string) string {
	if len(o.facts.prices) == 0 {
		return ""
	}
	return other(asked, words, func(m []string, before string) bool {
		x, ok := yuan(m)
		return !ok || slices.Contains(o.facts.prices, x) || lessThan.MatchString(before) || lessThan.MatchString(strings.TrimRight(m[0], "0123456789.元"))
	})
}

func (o offer) otherWas(words string) string {
	if o.model != "groupbuy" && o.model != "flashsale" {
		return ""
	}
	return other(original, words, func(m []string, _ string) bool { x, ok := yuan(m); return !ok || slices.Contains(o.facts.was, x) })
}

func (o offer) notFree(words string) string {
	if len(o.facts.prices) == 0 || gratis.MatchString(words) {
		return ""
	}
	at := free.FindStringIndex(words)
	if at == nil || denied.MatchString(words[:at[0]]) {
		return ""
	}
	return words[at[0]:at[1]]
}

func (o offer) otherSize(words string) string {
	if len(o.facts.sizes) == 0 || !strings.ContainsAny(words, "团拼") {
		return ""
	}
	return other(size, words, func(m []string, _ string) bool {
		n := count(m)
		if m[4] != "" {
			n = 2
		}
		known := slices.Contains(o.facts.sizes, n)
		return known || n == 0 || friends.MatchString(words) && (slices.Contains(o.facts.sizes, n+1) || strings.Contains(words, "还差"))
	})
}

func (o offer) otherStock(words string) string {
	if each.MatchString(words) || len(o.facts.stocks) == 0 {
		return ""
	}
	return other(stock, words, func(m []string, _ string) bool { return slices.Contains(o.facts.stocks, count(m)) })
}

func (o offer) otherLimit(words string) string {
	known := slices.Concat(o.facts.limits, []int64{o.terms.PerPerson, o.terms.PerDay})
	if o.facts.most > 0 || len(o.facts.needs) > 0 {
		known = append(known, 1) // a share of a packet, and a step's reward, is once a person
	}
	return other(limit, words, func(m []string, _ string) bool { return !may.MatchString(m[0]) || slices.Contains(known, count(m)) })
}

func (o offer) otherNeed(words string) string {
	if len(o.facts.needs) == 0 || !rewarded.MatchString(words) {
		return ""
	}
	return other(need, words, func(m []string, _ string) bool { return slices.Contains(o.facts.needs, count(m)) })
}

func (o offer) otherMinutes(words string) string {
	team, pays := ofTeam.MatchString(words), ofPay.MatchString(words)
	if !team && !pays || len(o.facts.minutes) == 0 || o.model != "groupbuy" && o.model != "flashsale" {
		return ""
	}
	unit := map[string]float64{"小时": 60, "h": 60, "天": 1440, "日": 1440, "分钟": 1, "周": 7 * 1440}
	return other(within, words, func(m []string, before string) bool {
		if afterwards.MatchString(words[len(before)+len(m[0]):]) {
			return true
		}
		n, err := strconv.ParseFloat(m[1], 64)
		if m[2] != "" {
			n, err = n+0.5, nil
		}
		return err != nil || slices.Contains(o.facts.minutes, int64(n*unit[m[3]])) || strings.HasSuffix(m[0], "日") && !strings.Contains(m[0], "内")
	})
}

func (o offer) otherShare(words string) string {
	if o.facts.most == 0 {
		return ""
	}
	if found := other(spread, words, func(m []string, _ string) bool {
		low, _ := strconv.ParseFloat(m[1], 64)
		high, _ := strconv.ParseFloat(m[2], 64)
		return fen(low) >= o.facts.least && fen(high) <= o.facts.most
	}); found != "" {
		return found
	}
	return other(largest, words, func(m []string, _ string) bool {
		x, ok := yuan(m)
		return !ok || x <= o.facts.most || strings.Contains(words, "预算") || strings.Contains(words, "总")
	})
}

func (o offer) overCap(words string) string {
	if !drawn.MatchString(words) {
		return ""
	}
	return other(sum, words, func(m []string, _ string) bool { x, ok := yuan(m); return !ok || x <= prizeCap })
}

var (
	date     = regexp.MustCompile(`(?:(20\d\d)[年./-])?(\d{1,2})(?:月|[./])(\d{1,2})(?:日|号)?|本月(\d{1,2})[日号]`)
	ends     = regexp.MustCompile(`^[^,\d]{0,8}(截止|结束|止|前|关闭|为止)|^\d*点?\d*[^,\d]{0,3}(结束|截止)`)
	ending   = regexp.MustCompile(`(截止|截至|至|到|-|~|结束时间|止)[^,\d]{0,4}$`)
	begins   = regexp.MustCompile(`^[^,\d]{0,6}(开始|开抢|开团|起|开售|至|到|-|~)`)
	ranging  = regexp.MustCompile(`^(至|到|-|~)\d`)
	delivery = regexp.MustCompile(`送达|发货|配送|到货|自提|使用|有效期至|兑换|核销|寄出|发完|发出|开奖|公布`)
)

// otherEnd finds a day that is not the first or the last of the window, in any zone of the world: the organisation's is not known here.
func (o offer) otherEnd(words string) string {
	if o.terms.Until == 0 || delivery.MatchString(words) {
		return ""
	}
	const day = 24 * 3_600_000
	for _, at := range date.FindAllStringSubmatchIndex(words, -1) {
		before, after := words[:at[0]], words[at[1]:]
		last := ends.MatchString(after) || ending.MatchString(before)
		dotted := !strings.ContainsAny(words[at[0]:at[1]], "月日号")
		if !last && (!begins.MatchString(after) || dotted && !ranging.MatchString(after)) {
			continue
		}
		moment := o.terms.From
		if last {
			moment = o.terms.Until - 1
		}
		near := false
		for _, ms := range []int64{moment - day/2, moment, moment + day/2 + 1} {
			near = near || same(words, at, time.UnixMilli(ms).UTC())
		}
		if !near {
			return words[at[0]:at[1]]
		}
	}
	return ""
}

// same tells whether the day said is that of a moment. A year that is not said is the moment's.
func same(words string, at []int, t time.Time) bool {
	part := func(n int) int {
		if at[2*n] < 0 {
			return 0
		}
		x, err := strconv.Atoi(words[at[2*n]:at[2*n+1]])
		if err != nil {
			return -1
		}
		return x
	}
	if d := part(4); d > 0 {
		return d == t.Day()
	}
	said := fmt.Sprint(part(2), part(3))
	return said == fmt.Sprint(int(t.Month()), t.Day()) && (part(1) == 0 || part(1) == t.Year())
}
