package comply

import (
	"regexp"
	"slices"
	"strings"
)

// words compiles a pattern; S stands for sharing, G for what is gained.
func words(pattern string) *regexp.Regexp { return regexp.MustCompile(stand.Replace(pattern)) }

// stand puts the two words that patterns share in their places.
var stand = strings.NewReplacer("S", sharing, "G", giving)

const (
	giving  = `(领|送|得|奖|券|红包|免费|优惠|返|赠|礼|兑|换|解锁|参与|参加|报名|享|到账|积分|现金|抵扣|名额|机会|翻倍|加一?元)`
	sharing = `(转发|分享|转给|转到|发到|发给|发送给|发朋友圈|发圈|晒到|晒圈|晒出|群发|推送给|发一?条|发群|转群|转圈)`
)

// verified are results that may be rewarded: who says them rewards no sharing.
const verified = `(下单|购买|付款|成交|成为新客|首单|到店消费)`

// promises are what platforms and fair play forbid to say.
var promises = []wording{
	{name: "forced sharing", waivable: true,
		says:   words(`S.{0,24}(才|方可|后可|后再|即可|就能|就可|之后|凭|截图|核销|解锁)|(先|必须|须|需|需要|要求|条件是?:?|凭).{0,6}S|朋友圈.{0,16}(截图|凭|才|即可|方可|就送|就能|解锁|保留|不删|公开)|(不|没|未)(转发|分享|发圈|转).{0,6}(不|无法|没)|(还差|再).{0,6}(群|位好友|个好友).{0,10}G`),
		unless: words(verified + `|(愿意|欢迎|可以|也可|随意|自愿)[^,]{0,4}S|分享.{0,6}` + own),
		zh:     "不能要求转发、分享后才给：微信按诱导分享封链接。请去掉这个条件", en: "must not be given only to who shares: WeChat bans links for it. Drop the condition"},
	{name: "rewarded sharing", waivable: true,
		says:   words(`S.{0,14}G|G.{0,6}(转发|分享)(即|就|后|得)|转发.{0,3}有(奖|礼)|分享有(奖|礼)|每(转发?|分享)一?次?`),
		unless: words(verified + `|分享.{0,8}` + own + `|(愿意|欢迎|可以|也可|随意)[^,]{0,4}S|(发送|发给|发到).{0,4}(您|你|手机|地址)`),
		zh:     "不能奖励转发、分享本身：请改为奖励新客下单等可验证的结果", en: "must not reward sharing itself: reward what can be verified, such as a newcomer's order"},
	{name: "rewarded likes", waivable: true,
		says: words(`(集|攒|凑|求|积|收集)[^,]{0,6}(赞|小心心)|(点赞|获赞|赞数?|小心心)[^,]{0,10}(送|换|领|得|免|奖|兑|赢|折)|(送|换|领|奖|赢)[^,]{0,6}个?赞$|赞越多|人点赞`),
		zh:   "不能用集赞、点赞换奖励（诱导分享）：请改为可验证的结果", en: "must not reward likes: reward what can be verified"},
	{name: "rewarded help", waivable: true,
		says:   words(`助力|助攻|(帮|替)(你|您|我|忙)?[^,]{0,3}(点一?下|点|加速|助威)|(好友|朋友|亲友)[^,]{0,8}(点击|点开|点一下|帮点|加速)|点击(数|量|次数)?[^,]{0,6}(奖|送|领|元)`),
		unless: words(`助力(乡村|公益|环保|梦想|成长|健康|国|奥|高考|中考|开学|春耕|农|孩子|你的|您的|每一|好(睡|心|生)|抗|地方)|帮(您|你)点(单|餐|菜)`),
		zh:     "不能奖励好友助力、点击（微信禁止）：请改为奖励新客注册或下单", en: "must not reward friends' help or clicks: reward newcomers who register or order"},
	{name: "bargaining", waivable: true,
		says:   words(`砍一?刀|砍价|(帮|再|可|多|找人|喊人|来)[^,]{0,4}砍|砍(到|成|至|掉)`),
		unless: words(`砍掉了?(中间|差价|渠道|环节)|不(接受|支持)?(还价)?砍价`),
		zh:     "微信禁止砍价类诱导：请改用拼团或邀请有礼", en: "WeChat forbids bargaining by clicks: use a group-buy or invitation rewards"},
	{name: "odds by sharing", waivable: true,
		says: words(`(S|邀请|好友)[^。]{0,20}(抽奖|中奖|再抽|抽一次|再来一次|抽奖号|抽奖券)|(抽奖|中奖|抽)[^。]{0,16}(S)`),
		zh:   "不能用分享换抽奖次数或提高中奖率", en: "must not give draws or better odds for sharing"},
	{name: "lottery team",
		says:   words(`(拼|团)[^。]{0,20}(抽奖|抽大奖|抽中|抽一|抽1|抽出1|抽取|开奖|中奖|中签|幸运(团|儿)|锦鲤)|(拼|参团|成团|开团)[^。]{0,4}(中了?|不中|没中|未中)|(抽奖|抽)[^。]{0,4}团|(没|未)(抽|拼)中[^。]{0,8}退|1人(得|拿|中|获)|其余[^。]{0,8}退`),
		unless: words(`(抽空|抽时间|中午|中秋|中心|中间)`),
		zh:     "不能把拼团做成抽奖（一人得货、其余退款）：成团后人人得货", en: "a group-buy must not be a lottery: everybody of a team gets the goods"},
	{name: "kept money",
		says:   words(`(不成团|未成团|没成团|团没成|拼不成|团[^。]{0,4}(失败|不满)|失败的团|人数?不(足|够|满)|(没|没有|未)(拼满|拼成|凑)|凑不(够|齐)|拼不满)[^。]{0,16}(不退|不予|不返|余额|代金|抵用|扣除|扣取|扣\d|手续费后|视为放弃|顺延|充入|充值|留作|转为|转成|转入|退券)|(款|费|定金|订金|概|恕|一律|支付后)[^。]{0,4}不(予)?退(款|还|费)?`),
		unless: words(`不退不换的除外|(不扣|无)手续费`),
		zh:     "未成团必须全额原路退款：请删去不退款、转余额等说法", en: "a team that fails is paid back in full: drop words that keep the money"},
	{name: "final interpretation",
		says: words(`解释权|以.{0,12}解释为|一切.{0,4}解释.{0,4}为准`),
		zh:   "“最终解释权归…”是无效的格式条款（规范促销行为暂行规定）：请删去", en: "a right of final interpretation is void: drop it"},
	{name: "hidden condition", waivable: true,
		says:   words(`(规则|条件|细则|限制|门槛|资格|要求|详情|适用范围|说明)[^。]{0,12}(咨询|询问|私信|私聊|详见店|见店|店内|到店|收银|加微信|问店|问客服|另行|告知|不一一|为准|通知|另有)|部分(商品|门店|地区|产品|款式)[^。]{0,4}(除外|不参|不适用)|(另有|还有|其他)[^,]{0,3}(限制|条件|要求)`),
		unless: words(`(见|看|以)[^,]{0,4}(下方|本页|页面|下面|上方|上述)`),
		zh:     "条件须写在页面上：请把规则、限制和门槛写全，不要让人到别处去问", en: "conditions belong on the page: write them out instead of referring elsewhere"},
	{name: "changes at will",
		says:   words(`(本店|商家|我们|我司|公司|主办方|平台|店家)[^。]{0,8}(有权|可|保留|随时)[^。]{0,12}(调整|修改|变更|更改|更换|取消|终止|结束|变化)|(随时|任意|单方面?|自行)[^。]{0,6}(调整|修改|变更|更改|更换|终止|变化)|(提前结束|变动|调整|更换|变更)[^。]{0,10}(恕不|不另|不再|无需通知|不提前)|不(另行|再|再提前|提前)通知`),
		unless: words(`(您|你|顾客|用户)[^,]{0,4}(可|能)?(以)?随时`),
		zh:     "规则发布后不能任意更改：请删去“有权调整、随时结束”一类说法", en: "published rules must not change at will: drop words that reserve it"},
	{name: "scarcity by hand",
		says:   words(`(仅剩|只剩|还剩|就剩|剩余|剩下|最后|余量|倒数)[^天日小时分秒,]{0,6}\d+[^天日小时分秒月年\d,]|(剩余|余量)[^,]{0,5}\d+$|只有\d+个?(名额|席位)了|库存(告急|紧张|不多)|手慢无|快没货|(马上|即将|快要?)(售罄|抢光|抢空|卖完)|最后1(批|件|份|盒)`),
		unless: words(`最后1(步|天|次)`),
		zh:     "不能手写剩余数量或紧张：页面上的剩余数由系统按真实库存显示", en: "must not write by hand how few are left: the page shows the real number"},
	{name: "countdown by hand",
		says:   words(`倒计时[^,]{0,4}\d|(距|离)[^,]{0,8}(结束|截止|恢复|涨价)|(还剩|仅剩|只剩|还有|最后)[^,]{0,3}\d*(\.5)?半?个?(小时|分钟|天|日|秒)|(马上|即将)(结束|截止|恢复|涨价|失效)|\d+(分钟|小时)(内|后)[^,]{0,4}(有效|失效|涨|恢复)|(恢复|涨回|就涨)[^,]{0,2}(原价|价)|涨回去|永不再有|错过再等`),
		unless: words(`(成团|拼团|团|付款|支付)[^,]{0,6}\d+(分钟|小时)|\d+(分钟|小时)内(完成)?(付款|支付)(有效)?(,|$)`),
		zh:     "不能手写倒计时或“最后几天”：倒计时由系统按真实结束时间显示", en: "must not write a countdown by hand: the page shows the real end"},
	{name: "people by hand",
		says:   words(`\d+(多|余|\+)?个?(人|位|名|家庭)?[^,\d]{0,6}(已|正在|都在|在拼|在抢|浏览|围观)[^,]{0,6}|(已有|已经有|目前|累计|超过|超|共有|突破)[^,]{0,2}\d+(多|余|\+)?(人|位|名|户|单)[^,]{0,8}(参|购|下单|领|拼|抢|浏览|围观|团|加入|中)|(刚刚|刚才|\d+(分钟|秒)前)[^,]{0,10}(抢|下单|购买|成团|领|中了|拼|付款)|(累计|已经?|月)(售出|销售|售|销|卖出)[^,]{0,2}\d+`),
		unless: words(`刚刚(开业|上新|出炉|采摘|到店)`),
		zh:     "不能手写参与人数或“谁刚刚下单”：真实动态由系统显示", en: "must not write who or how many take part by hand: the page shows what really happened"},
	{name: "promised to all",
		says:   words(`人人(有份|可得|都?有|有奖|能)|(100%|百分百|百分之百)[^,]{0,3}(中|有|得)|必中|(来|到店|点开)[^,]{0,2}(就|都)[^,]{0,4}(送|有|领|得)|每(个人|位|人)[^,]{0,3}(都|均)[^,]{0,4}(有|领|得|抢|拿|中)|发不完|全员有|一定有|绝不空手`),
		unless: words(`(成团|拼成)[^,]{0,6}人人|每[^,]{0,6}都(有|要|会)(机会|可能|规则|时间)|都有(售|卖)`),
		models: "redpacket flashsale invite", zh: "数量有限，不能承诺人人都有：请写明一共多少份", en: "there are only so many: say how many instead of promising all"},
}

// wordings are all of them.
var wordings = slices.Concat(promises, pyramids, laws)

// own is what people share of their own: stories and pictures, not our links.
const own = `(心得|故事|感受|体验|经验|体会|搭配|菜谱|食谱|做法|日常|生活|喜悦|快乐|看法|建议|美图|照片)`
