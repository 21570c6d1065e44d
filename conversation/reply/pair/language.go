package pair

import "strings"

// cueRow is one row of the tables: the words that carry a cue.
type cueRow struct {
	cue     int
	latin   string // whole words of languages that set spaces
	han     string // strings anywhere in a text of one that does not
	hanHead string // strings at its head only
}

// cueTable is all that is known about languages, and a new language is a column more. A word may stand in several rows.
var cueTable = []cueRow{
	{cueAsk, "what whats what's how hows how's why where wheres where's who whos who's which when whom wat",
		"什么 怎么 为什么 为啥 咋 哪 谁 几点 多少 多久 几个 吗 呢 是不是 有没有 能不能 可不可以 要不要 如何 多大 啥", ""},
	{cueAll, "anyone anybody someone somebody everyone everybody any anyone's all folks guys",
		"大家 有人 请问 谁有 谁知道 各位 问一下 问下 想问 群里 亲们 家人们 姐妹们 所有人", "求"},
	{cueGreet, "hi hello hey yo greetings hola morning evening hallo heya howdy hiya sup",
		"你好 您好 大家好 早上好 晚上好 下午好 中午好 早安 晚安 嗨 哈喽 在吗 各位好", "早"},
	{cueThank, "thanks thank thx ty thankyou cheers tx tnx thanx",
		"谢谢 多谢 感谢 谢啦 谢了 谢过", ""},
	{cueYes, "yes yeah yep yup sure right correct exactly indeed ya yea aye true definitely",
		"是的 对的 没错 当然 有的 可以的 确实", "是 对 嗯 可以 行"},
	{cueNo, "no nope nah not dont don't doesnt doesn't isnt isn't cant can't didnt didn't never won't wont",
		"不是 没有 不能 不行 不会 不用 别 不要 没 不", ""},
	{cueGood, "ok okay k cool great nice good fine perfect alright awesome kk np welcome",
		"好的 好吧 收到 明白 了解 知道了 没问题 不客气 不错 太好了 太棒了 好呀 好哒 赞", "好 哦 噢 行"},
	{cueLaugh, "lol haha hehe heh hah rofl lmao hahaha ha",
		"哈哈 嘻嘻 嘿嘿 呵呵 笑死 [呲牙] [偷笑] [捂脸] [笑哭]", ""},
	{cueSorry, "sorry oops apologies ah oh hmm hm ahh ohh hmmm",
		"抱歉 对不起 不好意思", "啊 哦 噢 额 呃"},
	{cueAdvise, "try use check see read look run install type should just need go edit open ask probably maybe",
		"试试 看看 建议 用 直接 应该 可能 点 先 改 换", ""},
	{cueYou, "you your u ur you're youre you'll you've yours", "你 您", ""},
	{cueMe, "i my im i'm me i've ive i'll mine i'd id", "我 咱", ""},
	{cueThat, "it that this its it's that's thats they them those these he she his her there", "这 那 它 他 她", ""},
	{cueAlso, "and but so also or because then well though too anyway still only plus cause",
		"但是 不过 而且 所以 因为 然后 还有 就是 那就 可是 也 还", ""},
	{cueNeed, "help problem problems error errors trouble issue need want trying tried question fails wrong broken working cannot",
		"问题 帮 报错 错误 失败 坏了 不了 麻烦 求助 需要 想要", ""},
}

// auxiliaries ask at the head of a sentence.
const auxiliaries = "is are am do does did can could would will should has have had was were isnt isn't doesnt doesn't cant can't wont won't any may might"

// smiles stand for laughing in every language.
var smiles = []string{":)", ":-)", ";)", ";-)", ":d", ":p", "=)", "xd", "^^", "^_^", "😂", "😄", "😁", "🤣"}

// programs are what the names of programs hold.
var programs = []string{"bot", "机器人", "助手", "小助理"}

// hanCue is a string and the cue it carries.
type hanCue struct {
	text string
	cue  int
	head bool
}

// lexicon is the tables turned around for looking up.
type lexicon struct {
	latin map[uint32]cueSet // word → the cues it carries
	han   []hanCue
	asks  map[uint32]bool // auxiliaries
}

var lex = newLexicon()

func newLexicon() lexicon {
	l := lexicon{latin: map[uint32]cueSet{}, asks: map[uint32]bool{}}
	for _, row := range cueTable {
		for _, w := range strings.Fields(row.latin) {
			l.latin[hash(w)] |= 1 << row.cue
		}
		for _, w := range strings.Fields(row.han) {
			l.han = append(l.han, hanCue{w, row.cue, false})
		}
		for _, w := range strings.Fields(row.hanHead) {
			l.han = append(l.han, hanCue{w, row.cue, true})
		}
	}
	for _, w := range strings.Fields(auxiliaries) {
		l.asks[hash(w)] = true
	}
	return l
}
